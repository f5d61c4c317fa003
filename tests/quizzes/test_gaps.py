"""A text with gaps: written with brackets, filled by choosing or typing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS, Grade, ResponseMismatch
from quizzes.kinds.gaps import GapProblem, parse_gaps
from tests.quizzes.contents import gaps

few = settings(max_examples=120, deadline=None)
GAPS = KINDS["gaps"]
TWO = gaps("Alamat diawali [*https|http|www] dan berakhir [go.id|.go.id].")
HTTPS = next(choice["id"] for choice in TWO["gaps"][0]["choices"] if choice["correct"])


def filled(first: str, second: str = ""):
    return {"parts": {gap: value for gap, value in (("1", first), ("2", second)) if value}}


def test_a_text_is_read_into_pieces_and_gaps():
    assert parse_gaps(r"Tulis [a*b| C ] dan \[ini\] [*x|y].") == {
        "pieces": [{"text": "Tulis "}, {"gap": "1"}, {"text": " dan [ini] "}, {"gap": "2"}, {"text": "."}],
        "gaps": [
            {"id": "1", "accepted": ["a*b", "C"]},
            {
                "id": "2",
                "choices": [{"id": "1", "text": "x", "correct": True}, {"id": "2", "text": "y", "correct": False}],
            },
        ],
    }


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Tanpa rumpang.", "no_gap"),
        ("Kosong [].", "empty"),
        ("Kosong [a|].", "empty"),
        ("Hanya [*satu].", "one_choice"),
        ("Sama [*a|a].", "one_choice"),
        ("Terbuka [a", "bracket"),
        ("Tertutup [a] b]", "bracket"),
        ("Dalam [[a]]", "bracket"),
    ],
)
def test_what_cannot_be_read_says_why(written, code):
    with pytest.raises(GapProblem) as refused:
        parse_gaps(written)
    assert refused.value.code == code


@few
@given(st.text("ab []|*\\", max_size=30))
def test_any_text_is_read_or_refused(written):
    try:
        content = parse_gaps(written)
    except GapProblem:
        return
    assert [piece["gap"] for piece in content["pieces"] if "gap" in piece] == [gap["id"] for gap in content["gaps"]]


def test_choices_stand_in_alphabetical_order_whichever_is_right():
    assert [choice["text"] for choice in TWO["gaps"][0]["choices"]] == ["http", "https", "www"]


def test_each_gap_earns_its_part_and_what_fits_is_told_for_the_others():
    assert GAPS.grade(TWO, filled(HTTPS, "GO.ID")) == Grade(Fraction(1), ("KUNCI ya",))
    assert GAPS.grade(TWO, filled(HTTPS, "com")) == Grade(Fraction(1, 2), ("KUNCI belum",), ("(2) go.id",))
    assert GAPS.grade(TWO, filled("1")) == Grade(Fraction(0), ("KUNCI belum",), ("(1) https", "(2) go.id"))


@pytest.mark.parametrize("parts", [None, {}, {"3": "a"}, {"1": "9"}, {"1": 2}, {"2": ""}, {"2": "a" * 501}])
def test_another_gap_or_choice_is_refused(parts):
    with pytest.raises(ResponseMismatch):
        GAPS.grade(TWO, {"parts": parts})


def test_a_form_is_read_gap_by_gap_and_an_empty_one_is_no_answer():
    assert GAPS.read(TWO, {"part-1": [""], "part-2": [" go.id "]}) == filled("", "go.id")
    assert GAPS.read(TWO, {"part-1": [""], "part-2": [" "]}) is None


def test_an_answer_in_words_is_the_text_with_what_was_filled_in():
    assert GAPS.describe(TWO, filled(HTTPS, "com")) == "Alamat diawali [https] dan berakhir [com]."
