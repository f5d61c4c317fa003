"""Matching pairs and sorting into groups: to each row one option."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS, Grade, ResponseMismatch
from tests.quizzes.contents import pairs

few = settings(max_examples=60, deadline=None)
PAIRS = pairs("matching", "a", "b", "c", others="d")
MATCHING, GROUPS = KINDS["matching"], KINDS["groups"]


def chosen(**parts: str):
    return {"parts": {row.removeprefix("r"): option for row, option in parts.items()}}


def test_all_pairs_right_earn_all_and_tell_no_more_than_that():
    assert MATCHING.grade(PAIRS, chosen(r1="a", r2="b", r3="c")) == Grade(Fraction(1), ("KUNCI ya",))


def test_each_row_earns_its_part_and_what_is_open_or_wrong_is_explained():
    assert MATCHING.grade(PAIRS, chosen(r1="a", r2="d")) == Grade(
        Fraction(1, 3), ("KUNCI belum",), ("Baris 2 – B. KUNCI 2", "Baris 3 – C. KUNCI 3")
    )


@pytest.mark.parametrize(
    "response",
    [{}, {"parts": {}}, {"parts": ["1"]}, {"parts": {"9": "a"}}, {"parts": {"1": "z"}}, {"parts": {"1": ""}}],
)
def test_another_row_or_option_is_refused(response):
    with pytest.raises(ResponseMismatch):
        MATCHING.grade(PAIRS, response)


def test_a_form_is_read_row_by_row_and_an_empty_one_is_no_answer():
    assert MATCHING.read(PAIRS, {"part-1": ["a"], "part-2": [""], "key": ["x"]}) == chosen(r1="a")
    assert MATCHING.read(PAIRS, {"part-1": [""], "part-9": ["a"]}) is None
    with pytest.raises(ResponseMismatch):
        MATCHING.read(PAIRS, {"part-1": ["zz"]})


def test_matching_mixes_what_is_chosen_from_and_keeps_the_rows():
    order = MATCHING.mixed(PAIRS, random.Random(3))
    view = MATCHING.learner_view(PAIRS, order, chosen(r2="d"))
    assert [row["text"] for row in view["rows"]] == ["Baris 1", "Baris 2", "Baris 3"]
    assert [row["chosen"] for row in view["rows"]] == ["", "d", ""]
    assert [option["id"] for option in view["options"]] == order
    assert sorted(order) == list("abcd")


def test_sorting_mixes_the_things_because_they_are_written_group_by_group():
    content = pairs("groups", "a", "a", "b", "b")
    order = GROUPS.mixed(content, random.Random(3))
    view = GROUPS.learner_view(content, order, None)
    assert [row["id"] for row in view["rows"]] == order
    assert order != sorted(order)
    assert [option["id"] for option in view["options"]] == ["a", "b"]


def test_an_answer_in_words():
    assert MATCHING.describe(PAIRS, chosen(r1="a", r3="d")) == "Baris 1 – A; Baris 3 – D"


@few
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=8), st.data())
def test_the_mark_is_the_part_of_the_rows_that_fit(options, data):
    content = pairs("groups", *options, others="abc")
    given_ = {
        row["id"]: data.draw(st.sampled_from("abc"))
        for row in content["rows"]
        if row["id"] == "1" or data.draw(st.booleans())
    }
    fits = sum(given_.get(row["id"]) == row["option"] for row in content["rows"])
    assert GROUPS.grade(content, {"parts": given_}).fraction == Fraction(fits, len(options))
