"""What leaves the bank comes back: our own kinds through Moodle XML, the spreadsheet and GIFT."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from quizzes.formats import read_file
from quizzes.formats.aiken import read_aiken
from quizzes.formats.examples import EXAMPLES, write_template
from quizzes.formats.gift import read_gift
from quizzes.formats.gift_writer import CANNOT, write_gift
from quizzes.formats.model import NEEDS_PICTURE, Question
from quizzes.formats.moodlexml import read_moodlexml
from quizzes.formats.moodlexml_writer import TYPES, write_moodlexml
from quizzes.formats.rubric import read_rubric, written_rubric
from quizzes.formats.xlsx import read_xlsx
from quizzes.formats.xlsx_writer import write_xlsx
from quizzes.kinds import KINDS
from quizzes.kinds.gaps import parse_gaps
from tests.quizzes.formats.strategies import questions, values


def what_counts(question: Question) -> Question:
    """Without the place in the file; gaps as they are read, because a number of spellings means the same."""
    value = question.value
    if question.kind == "gaps":
        value = value | {"text": parse_gaps(value["text"])}
    return replace(question, value=value, name="", line=0, tags=tuple(sorted(question.tags)))


def taken(items) -> list[Question]:
    found = list(items)
    assert [(item.line, [remark.text() for remark in item.remarks]) for item in found if item.question is None] == []
    return [what_counts(item.question) for item in found]


CARRIED = KINDS.keys() - set(NEEDS_PICTURE)  # by the spreadsheet


@given(questions(KINDS.keys() & TYPES.keys(), pictures=True))
@settings(max_examples=60, deadline=None)
def test_moodle_xml_loses_nothing(question):
    text = "".join(write_moodlexml([question]))
    assert taken(read_moodlexml(text.encode())) == [what_counts(question)]


@given(questions(CARRIED))
@settings(max_examples=25, deadline=None)
def test_the_spreadsheet_loses_nothing_but_pictures(question):
    assert taken(read_xlsx(write_xlsx([question]))) == [what_counts(question)]


def arrowless(value: Any) -> Any:
    match value:
        case str():
            return value.replace("->", "→")
        case dict():
            return {name: arrowless(inner) for name, inner in value.items()}
        case list():
            return [arrowless(inner) for inner in value]
    return value


def without_what_gift_cannot_say(question: Question) -> Question:
    value = dict(question.value)
    if question.kind in ("matching", "groups", "short_text"):
        value = arrowless(value)
    if question.kind in ("matching", "groups"):
        value |= {"feedback_correct": "", "feedback_incorrect": ""}
    if question.kind == "matching":
        value["pairs"] = [pair | {"feedback": ""} for pair in value["pairs"]]
    kept = {
        "single_choice": {"shuffle": True},
        "multiple_choice": {"shuffle": True},
        "number": {"unit": ""},
        "short_text": {"case": False},
        "free_text": {"rubric": [], "example": "", "most_words": None},
    }
    return replace(question, hints=(), value=value | kept.get(question.kind, {}))


@given(questions(KINDS.keys() - set(CANNOT)))
@settings(max_examples=40, deadline=None)
def test_gift_loses_what_it_says_and_nothing_else(question):
    text = "".join(write_gift([question]))
    assert taken(read_gift(text.encode())) == [what_counts(without_what_gift_cannot_say(question))]


@given(values("free_text"))
@settings(max_examples=40, deadline=None)
def test_a_rubric_is_read_from_the_lines_that_it_is_written_as(value):
    assert read_rubric(written_rubric(value)) == {name: value[name] for name in ("rubric", "example")}


@pytest.mark.parametrize("notes", ["Lihat sumbernya.", "2. Sumber (2 poin)", "0: tidak", "1. Sumber (2 poin)\n1: ya"])
def test_notes_that_are_no_rubric_become_the_model_answer(notes):
    assert read_rubric(notes) == {"rubric": [], "example": notes}


@pytest.mark.parametrize("write", [write_gift, write_moodlexml])
def test_a_scale_is_left_out_where_nothing_can_carry_it(write):
    (scale,) = (question for question in EXAMPLES if question.kind == "scale")
    assert [item for item in read_file("".join(write([scale])).encode() or b" // ") if item.question] == []


def test_the_template_reads_without_a_remark():
    items = list(read_xlsx(write_template()))
    assert [remark.text() for item in items for remark in item.remarks] == []
    assert [what_counts(item.question) for item in items if item.question] == [what_counts(q) for q in EXAMPLES]
    assert {question.kind for question in EXAMPLES} == CARRIED


def test_what_needs_its_picture_is_left_out_where_no_place_on_it_can_be_said():
    places = Question("places", "<p>Ketuk.</p>", {"places": []})
    assert "".join(write_moodlexml([places])) == "".join(write_moodlexml([]))
    assert list(read_xlsx(write_xlsx([places]))) == []
    assert "".join(write_gift([places])) == ""


@pytest.mark.parametrize("read", [read_gift, read_aiken])
def test_an_empty_text_holds_nothing(read):
    assert list(read(b"")) == []
