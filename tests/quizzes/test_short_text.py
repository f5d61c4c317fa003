"""A typed word: accepted spellings, whatever case, width and spaces."""

from fractions import Fraction
from string import ascii_letters

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS, Grade, ResponseMismatch
from quizzes.kinds.text import is_accepted, normalise
from tests.quizzes.contents import text

TEXT = KINDS["short_text"]
DOMAIN = text("go.id", ".go.id", "situs resmi")
few = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    "typed", ["go.id", " GO.ID ", "Go.Id", ".go.id", "situs  resmi", "Situs\u00a0Resmi", "ｇｏ．ｉｄ", "situs\tresmi"]
)
def test_case_width_and_spaces_do_not_count(typed):
    assert TEXT.grade(DOMAIN, {"text": typed}) == Grade(Fraction(1), ("KUNCI ya",))


@pytest.mark.parametrize("typed", ["go,id", "goid", "situsresmi", "go.id palsu", "resmi situs", "0"])
def test_other_words_earn_nothing(typed):
    assert TEXT.grade(DOMAIN, {"text": typed}) == Grade(Fraction(0), ("KUNCI belum",))


def test_accents_count_as_letters_however_they_are_encoded():
    assert normalise("Cafe\u0301") == normalise("CAFÉ")
    assert normalise("café") != normalise("cafe")


@few
@given(st.text(ascii_letters, min_size=1, max_size=20), st.sampled_from(["", " ", "\n", "\u2003"]))
def test_any_accepted_word_is_accepted_in_any_case_between_any_spaces(word, space):
    assert TEXT.grade(text("lain", word), {"text": f"{space}{word.swapcase()}{space}"}).is_correct


def test_reading_keeps_the_word_without_outer_spaces():
    assert TEXT.read(DOMAIN, {"answer": ["  Go.ID "]}) == {"text": "Go.ID"}


@pytest.mark.parametrize("posted", [{}, {"answer": []}, {"answer": [""]}, {"answer": [" \n "]}])
def test_nothing_typed_is_no_answer(posted):
    assert TEXT.read(DOMAIN, posted) is None


def test_500_characters_are_read_and_one_more_is_refused():
    assert TEXT.read(DOMAIN, {"answer": ["x" * 500]}) == {"text": "x" * 500}
    for size in (501, 1_000_000):
        with pytest.raises(ResponseMismatch):
            TEXT.read(DOMAIN, {"answer": ["x" * size]})


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"text": None},
        {"text": 1},
        {"text": ""},
        {"text": ["go.id"]},
        {"text": "x" * 501},
        {"text": "go\0id"},
        {"choices": ["a"]},
    ],
)
def test_check_and_grade_refuse_a_response_of_another_shape(response):
    for act in (TEXT.check, TEXT.grade):
        with pytest.raises(ResponseMismatch):
            act(DOMAIN, response)


def test_learners_see_nothing_of_the_answer_and_results_say_what_was_typed():
    assert TEXT.learner_view(DOMAIN, [], {"text": "go"}) == {"text": "go"}
    assert TEXT.describe(DOMAIN, {"text": "Go.ID"}) == "Go.ID"


@pytest.mark.parametrize(
    ("accepted", "typed", "fits"),
    [
        ("*.go.id", "kota.go.id", True),
        ("*.go.id", "kota.go.id.example", False),
        ("www.*.id", "www.id", False),
        ("a*b*c", "aXXbYYc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
        (r"5\*3", "5*3", True),
        (r"5\*3", "5x3", False),
        ("*", "apa saja", True),
        ("**", "", True),
    ],
)
def test_a_star_stands_for_any_letters(accepted, typed, fits):
    assert is_accepted(typed, [accepted]) is fits


@few
@given(st.lists(st.text("ab", max_size=3), min_size=2, max_size=5), st.lists(st.text("abc", max_size=4), max_size=5))
def test_whatever_stands_in_the_place_of_stars_fits(pieces, fillings):
    fillings += [""] * len(pieces)
    typed = "".join(piece + filling for piece, filling in zip(pieces, [*fillings[: len(pieces) - 1], ""], strict=True))
    assert is_accepted(typed, ["*".join(pieces)])


def test_no_pattern_of_stars_takes_long():
    assert not is_accepted("a" * 500, ["*a" * 40 + "b"])


def test_case_and_spaces_count_as_the_author_says():
    strict = text("Wi-Fi RW") | {"case": True}
    assert [TEXT.grade(strict, {"text": typed}).is_correct for typed in ("Wi-Fi  RW", "wi-fi rw")] == [True, False]
    number = text("0812 3456") | {"spaces": False}
    assert [TEXT.grade(number, {"text": typed}).is_correct for typed in ("08123456", "0812 34 56")] == [True, True]
