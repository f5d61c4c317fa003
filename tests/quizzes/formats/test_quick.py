"""Questions as people write them: what each way of writing means, and that nothing is lost or crashes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.aiken import UNKNOWN_LETTER
from quizzes.formats.model import FileRefused
from quizzes.formats.quick import (
    ALL_RIGHT,
    EMPTY_ANSWER,
    MAX_TYPED,
    MAX_TYPED_QUESTIONS,
    NO_STEM_BEFORE,
    NONE_RIGHT,
    ONE_CHOICE,
    ONLY_TEXT,
    TWO_ANSWERS,
    read_quick,
    read_row,
)


def right(text: str) -> tuple[str, list[str]]:
    """(kind, the choices that are right) of a text with one question."""
    (item,) = read_quick(text)
    assert item.question, [remark.text() for remark in item.remarks]
    return item.question.kind, [one["text"] for one in item.question.value["choices"] if one["correct"]]


@pytest.mark.parametrize(
    "choices",
    [
        "- satu\n- dua *",
        "• satu\n• *dua",
        "* - dua\n- satu",
        "– satu\n– dua ✓",
        "a. satu\nb. dua*",
        "A) satu\n*B) dua",
        "(a) satu\n(b) *dua*",
        "1) satu\n2) dua *",
        "- satu\n* dua",
        "- satu\n- dua\nJawaban: B",
        "- satu\n- dua\nKunci jawaban: 2",
        "- satu\n- dua\nJawaban: dua",
        "A. satu\nB. dua\nANSWER: B",
        "a. satu\nb. dua\nJawabannya = b. dua",
        "\n- satu\n\n- dua *\n",
    ],
)
def test_every_way_to_mark_the_right_choice(choices):
    for stem in ("Mana?", "1. Mana?", "Soal 1: Mana?", "12) Mana?"):
        assert right(f"{stem}\n{choices}") == ("single_choice", ["dua"])
        assert read_quick(f"{stem}\n{choices}")[0].question.stem == "<p>Mana?</p>"


def test_several_right_choices():
    assert right("Mana?\n- a1 *\n- b1\n- c1 *") == ("multiple_choice", ["a1", "c1"])
    assert right("Mana?\na. a1\nb. b1\nc. c1\nJawaban: a dan c") == ("multiple_choice", ["a1", "c1"])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Benar begitu. (Salah)", "true_false", {"answer": "false"}),
        ("Benar begitu.\nJawaban: Benar", "true_false", {"answer": "true"}),
        ("Benar begitu?\n- Benar\n- Salah *", "true_false", {"answer": "false"}),
        ("Berapa?\nJawaban: 27.800", "number", {"answer": "27800", "unit": ""}),
        ("Berapa?\nJawaban: 0,5 gram", "number", {"answer": "0.5", "unit": "gram"}),
        ("Berapa?\nJawaban: 42 ± 2", "number", {"answer": "42", "tolerance": "2"}),
        ("Nomor?\nJawaban: 081234", "short_text", {"accepted": ["081234"]}),
        ("Apa?\nJawaban: go.id | .go.id", "short_text", {"accepted": ["go.id", ".go.id"]}),
        ("Apa?\n{ =ya ~tidak }", "single_choice", {}),
    ],
)
def test_other_kinds(text, kind, value):
    (item,) = read_quick(text)
    assert item.question.kind == kind
    assert {name: item.question.value[name] for name in value} == value


def test_one_explanation_serves_every_choice_and_a_choice_may_have_its_own():
    (item,) = read_quick("Mana?\n- satu * # Sendiri\n- dua\nPenjelasan: Untuk\nPembahasan: semua")
    assert [one["feedback"] for one in item.question.value["choices"]] == ["Sendiri", "Untuk semua"]
    assert item.remarks == ()
    (item,) = read_quick("Mana?\n- satu *\n- dua")
    assert len(item.remarks) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hanya kalimat", ONLY_TEXT),
        ("- satu\n- dua *", NO_STEM_BEFORE),
        ("Mana?\n- satu *", ONE_CHOICE),
        ("Mana?\n- satu\n- dua", NONE_RIGHT),
        ("Mana?\n- satu *\n- dua *", ALL_RIGHT),
        ("Mana?\n- satu\n- dua\nJawaban: C", UNKNOWN_LETTER),
        ("Mana?\n- satu *\n- dua\nJawaban: B", TWO_ANSWERS),
        ("Mana?\nJawaban:", EMPTY_ANSWER),
    ],
)
def test_what_is_not_understood_says_why_and_where(text, why):
    good = "1. Benar begitu. (Benar)"
    before = "" if why == NO_STEM_BEFORE else f"{good}\n\n"
    items = read_quick(f"{before}{text}\n\n{good}")
    broken = [item for item in items if item.is_refused]
    assert [(item.line, [remark.template for remark in item.remarks]) for item in broken] == [
        (3 if before else 1, [why])
    ]
    assert len(items) - len(broken) == (2 if before else 1)


def test_numbers_may_count_questions_or_choices():
    items = read_quick("1) Mana?\n1) a1\n2) b1 *\n2) Apa?\na) a2 *\nb) b2\n3) Benar. (Benar)")
    assert [item.question.kind for item in items] == ["single_choice", "single_choice", "true_false"]
    assert [item.line for item in items] == [1, 4, 7]


def test_too_much_is_refused_as_a_whole():
    with pytest.raises(FileRefused):
        read_quick("x" * (MAX_TYPED + 1))
    with pytest.raises(FileRefused):
        read_quick("Ya. (Benar)\n" * (MAX_TYPED_QUESTIONS + 1))


_PIECES = st.sampled_from(
    ["Mana?", "- ", "a. ", "1) ", "*", "Jawaban: ", "B", "Penjelasan: ", "(Salah)", " # ", "\n", "\n\n", "{", "=", "~"]
)
_ODD = st.sampled_from(["±", "12", "|", "\0", "\ud800", "²", "٣"])


@settings(max_examples=50, deadline=None)
@given(st.lists(_PIECES | _ODD | st.text(max_size=8), max_size=40).map("".join))
def test_no_text_breaks_it_and_every_line_belongs_somewhere(text):
    try:
        items = read_quick(text)
    except FileRefused:
        return
    assert bool(items) == any(line.strip() for line in re.sub("[\0\ud800]", "", text).splitlines()) or "{" in text
    assert all(item.question is not None or item.remarks for item in items)
    read_row(text, text, text, 1)
