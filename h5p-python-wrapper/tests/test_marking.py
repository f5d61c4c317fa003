from __future__ import annotations

import itertools
from typing import Any

import pytest
from h5p_wrapper.mark import Mark
from h5p_wrapper.marking import is_markable, is_marked_by_response, mark, mark_part, parts
from h5p_wrapper.price_formula import read_number, values_of
from h5p_wrapper.spelling import is_near
from h5p_wrapper.versions import LibraryName
from hypothesis import given
from hypothesis import strategies as st

A, B, C, D = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(4))


def choice(*correct: bool, **behaviour: Any) -> dict[str, Any]:
    answers = [{"text": f"<div>{number}</div>", "correct": each} for number, each in enumerate(correct)]
    return {"question": "?", "answers": answers, "behaviour": {"singlePoint": False, **behaviour}}


@pytest.mark.parametrize(
    ("params", "response", "expected"),
    [
        (choice(True, False, False), "0", Mark(1, 1, True)),
        (choice(True, False, False), "2", Mark(0, 1, False)),
        (choice(True, False, False), "", Mark(0, 1, False)),
        (choice(True, False, False), "0[,]1", None),  # one may be chosen
        (choice(True, True, False), "0[,]1", Mark(2, 2, True)),
        (choice(True, True, False), "0", Mark(1, 2, False)),
        (choice(True, True, False, passPercentage=50), "1", Mark(1, 2, True)),
        (choice(True, True, False), "0[,]1[,]2", Mark(1, 2, False)),
        (choice(True, True, False), "2", Mark(0, 2, False)),  # never below nothing
        (choice(True, True, False, singlePoint=True), "0[,]1", Mark(1, 1, True)),
        (choice(True, True, False, singlePoint=True), "0", Mark(0, 1, False)),
        (choice(True, True, False, singlePoint=True, passPercentage=50), "0", Mark(1, 1, True)),
        (choice(True, True, type="single"), "1", Mark(1, 1, True)),
        (choice(True, False, type="multi"), "0[,]1", Mark(0, 1, False)),
        (choice(False, False), "", Mark(1, 1, True)),  # nothing is right
        (choice(False, False), "1", Mark(0, 1, False)),
        (choice(True, False), "0[,]0", None),
        (choice(True, False), "7", None),
        (choice(True, False), "x", None),
        ({"answers": "x"}, "0", None),
        ({}, "0", None),
    ],
)
def test_multiple_choice(params, response, expected):
    assert mark("H5P.MultiChoice", params, response) == expected
    assert mark(LibraryName("H5P.MultiChoice", 1, 16), params, response) == expected


def test_one_point_for_all_is_what_a_content_without_the_setting_has():
    params = {"answers": [{"correct": True}, {"correct": True}]}
    assert mark("H5P.MultiChoice", params, "0") == Mark(0, 1, False)


@pytest.mark.parametrize(
    ("correct", "response", "expected"),
    [
        ("true", "true", Mark(1, 1, True)),
        ("true", "false", Mark(0, 1, False)),
        ("false", "false", Mark(1, 1, True)),
        ("false", "", None),
        ("false", "True", None),
    ],
)
def test_true_or_false(correct, response, expected):
    assert mark("H5P.TrueFalse", {"correct": correct}, response) == expected


def blanks(*questions: str, **behaviour: Any) -> dict[str, Any]:
    return {"questions": list(questions), "behaviour": behaviour}


@pytest.mark.parametrize(
    ("params", "response", "expected"),
    [
        (blanks("<p>Ibu kota *Jakarta*, pulau *Jawa*.</p>"), "Jakarta[,]Jawa", Mark(2, 2, True)),
        (blanks("<p>Ibu kota *Jakarta*, pulau *Jawa*.</p>"), "jakarta[,] Jawa\u00a0", Mark(1, 2, False)),
        (blanks("*Jakarta*", caseSensitive=False), "jAKARTA", Mark(1, 1, True)),
        (blanks("*HP/ponsel / telepon:alatnya*"), "telepon", Mark(1, 1, True)),
        (blanks("*HP/ponsel / telepon:alatnya*"), "alatnya", Mark(0, 1, False)),
        (blanks("*<b>tebal</b>*"), "tebal", Mark(1, 1, True)),
        (blanks("*3 &lt; 4*"), "3 < 4", Mark(1, 1, True)),
        (blanks("a ** b *c*"), "c", Mark(1, 1, True)),
        (blanks("satu *a*", "dua *b*"), "a[,]", Mark(1, 2, False)),
        (blanks("satu *a*"), "a[,]b", None),
        (blanks("tanpa isian"), "", None),
        (blanks("tanpa * akhir"), "", None),
        (blanks("*pinjaman*", acceptSpellingErrors=True), "pinajman", Mark(1, 1, True)),
        (blanks("*pinjaman*", acceptSpellingErrors=True), "pinjm", Mark(0, 1, False)),
        (blanks("*pembayaran*", acceptSpellingErrors=True), "pembayrn", Mark(1, 1, True)),
        (blanks("*uang*", acceptSpellingErrors=True), "uan", Mark(1, 1, True)),
        (blanks("*dua*", acceptSpellingErrors=True), "du", Mark(0, 1, False)),
        (blanks("*pinjaman*"), "pinajman", Mark(0, 1, False)),
    ],
)
def test_blanks(params, response, expected):
    assert mark("H5P.Blanks", params, response) == expected


CHOICES = {
    "choices": [
        {"question": "1?", "answers": ["benar", "lain"], "subContentId": A},
        {"question": "2?", "answers": ["benar", "lain", "lagi"], "subContentId": B},
    ],
    "behaviour": {"passPercentage": 50},
}


def test_single_choice_sets_are_marked_by_their_parts():
    assert mark("H5P.SingleChoiceSet", CHOICES, {A: "0", B: "0"}) == Mark(2, 2, True)
    assert mark("H5P.SingleChoiceSet", CHOICES, {A: "1", B: "0"}) == Mark(1, 2, True)
    assert mark("H5P.SingleChoiceSet", CHOICES, {}) == Mark(0, 2, False)
    assert mark("H5P.SingleChoiceSet", CHOICES, {A: "9"}) is None
    assert mark("H5P.SingleChoiceSet", CHOICES, "0") is None
    assert mark_part(CHOICES, B, "0") == Mark(1, 1, True)


def question(library: str, params: dict[str, Any], sub_id: str) -> dict[str, Any]:
    return {"library": library, "params": params, "subContentId": sub_id}


SET = {
    "passPercentage": 60,
    "questions": [
        question("H5P.MultiChoice 1.16", choice(True, True, False), A),
        question("H5P.TrueFalse 1.8", {"correct": "true"}, B),
        question("H5P.Blanks 1.14", blanks("*a* dan *b*"), C),
    ],
}


def test_question_sets_are_marked_by_their_questions():
    assert mark("H5P.QuestionSet", SET, {A: "0[,]1", B: "true", C: "a[,]x"}) == Mark(4, 5, True)
    assert mark("H5P.QuestionSet", SET, {A: "0"}) == Mark(1, 5, False)
    assert mark("H5P.QuestionSet", SET, {A: "0", C: "a"}) is None
    assert is_markable("H5P.QuestionSet", SET)


def test_a_set_with_a_question_of_another_type_cannot_be_marked():
    params = {"questions": [*SET["questions"], question("H5P.DragText 1.10", {}, D)]}
    assert mark("H5P.QuestionSet", params, {A: "0"}) is None
    assert not is_markable("H5P.QuestionSet", params)
    assert mark_part(params, B, "true") == Mark(1, 1, True)


def test_a_set_in_a_set():
    params = {"questions": [question("H5P.SingleChoiceSet 1.11", CHOICES, D), SET["questions"][2]]}
    assert mark("H5P.QuestionSet", params, {A: "0", B: "1", C: "a[,]b"}) == Mark(3, 4, True)


def test_questions_drawn_from_a_pool_are_marked_when_all_drawn_are_answered():
    params = {**SET, "poolSize": 2}
    assert mark("H5P.QuestionSet", params, {A: "0[,]1", B: "true"}) == Mark(3, 3, True)
    assert mark("H5P.QuestionSet", params, {A: "0[,]1"}) is None
    assert mark("H5P.QuestionSet", params, {A: "0", B: "true", C: "a[,]b"}) is None


def test_parts_are_found_anywhere_in_order():
    column = {"content": [{"content": question("H5P.QuestionSet 1.20", SET, D)}, {"useSeparator": "auto"}]}
    assert [part.id for part in parts(column)] == [D, A, B, C]
    assert mark_part(column, C, "a[,]b") == Mark(2, 2, True)
    assert mark_part(column, "nothing", "a") is None


CLUES = {
    "pieces": [
        {"text": "Yth. nasabah", "isClue": False},
        {"text": " "},
        {"text": "bank-contoh.tk", "isClue": True},
        {"text": "segera!", "isClue": True},
    ]
}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("1[,]2", Mark(2, 2, True)),
        ("1", Mark(1, 2, False)),
        ("0[,]1[,]2", Mark(1, 2, False)),
        ("0", Mark(0, 2, False)),
        ("", Mark(0, 2, False)),
        ("3", None),  # the empty piece is none
    ],
)
def test_find_clues(response, expected):
    assert mark("LMS.FindClues", CLUES, response) == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("0[,]1[,]2", Mark(3, 3, True)),
        ("1[,]0[,]2", Mark(1, 3, False)),
        ("", Mark(0, 3, False)),
        ("0[,]1", None),
        ("0[,]0[,]1", None),
    ],
)
def test_order_steps(response, expected):
    assert mark("LMS.OrderSteps", {"steps": [{"text": each} for each in "abc"]}, response) == expected


PRICE = {
    "rows": [
        {"id": "bahan", "formula": "14.000", "asked": False},
        {"id": "potongan", "formula": "10", "asked": False},
        {"id": "pokok", "formula": "bahan + 8000", "asked": True},
        {"id": "harga", "formula": "(pokok × 2) ÷ (1 - potongan%)", "asked": True, "tolerance": 100},
        {"id": "rusak", "formula": "rusak + 1", "asked": True},
    ]
}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("pokok=22000[,]harga=48900", Mark(2, 2, True)),
        ("pokok=22000[,]harga=48700", Mark(1, 2, False)),
        ("pokok=[,]harga=", Mark(0, 2, False)),
        ("", Mark(0, 2, False)),
        ("pokok=22000[,]pokok=22000", None),
        ("bahan=14000", None),
        ("pokok=1e999", None),
    ],
)
def test_price_calculator(response, expected):
    assert mark("LMS.PriceCalculator", PRICE, response) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Rp 12.500", 12500),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1.250.000,-", 1250000),
        ("1,250,000", 1250000),
        ("10%", 10),
        ("−3", -3),
        ("0.500", 0.5),
        ("dua", None),
        ("", None),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert read_number(text) == number


def test_formulas_can_do_arithmetic_and_nothing_else():
    formulas = {
        "a": "2 + 3 * 4",
        "b": "-(a - 4) / 2",
        "c": "a b",
        "d": "1 / 0",
        "e": "f",
        "f": "e",
        "g": "__import__",
        "h": "(1",
        "i": "((((1))))%%",
        "j": "1" + "+1" * 150,
    }
    assert values_of(formulas) == {"a": 14, "b": -5, "i": 0.0001}


def test_cards_and_other_types_have_no_mark():
    assert mark("LMS.FlipCards", {"cards": []}, "") is None
    assert mark("H5P.DragText", {}, "a") is None
    assert not is_markable("LMS.FlipCards")
    assert is_markable("H5P.Blanks 1.14")


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_nearness_is_the_same_from_both_sides_and_grows(one, other):
    near = [is_near(one, other, allowed) for allowed in range(7)]
    assert near == [is_near(other, one, allowed) for allowed in range(7)]
    assert near == sorted(near)
    assert near[0] == (one == other)
    assert near[6]


def test_nearness_counts_a_swap_as_one():
    assert is_near("ab", "ba", 1)
    for one, other in itertools.permutations(("abc", "ab", "a"), 2):
        assert is_near(one, other, abs(len(one) - len(other)))


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "answers",
                    "questions",
                    "choices",
                    "pieces",
                    "steps",
                    "rows",
                    "behaviour",
                    "params",
                    "library",
                    "subContentId",
                    "correct",
                    "text",
                    "id",
                    "formula",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
)


@given(
    st.sampled_from(
        [
            "H5P.MultiChoice",
            "H5P.TrueFalse",
            "H5P.Blanks",
            "H5P.SingleChoiceSet",
            "H5P.QuestionSet",
            "LMS.FindClues",
            "LMS.OrderSteps",
            "LMS.PriceCalculator",
        ]
    ),
    st.dictionaries(
        st.sampled_from(["answers", "questions", "choices", "pieces", "steps", "rows", "behaviour"]), _JSON
    ),
    st.one_of(st.text(alphabet="01[,]=a", max_size=9), st.dictionaries(st.text(max_size=3), st.text(max_size=3))),
)
def test_marking_takes_anything(library, params, response):
    found = mark(library, params, response)
    assert found is None or 0 <= found.score <= found.max


def test_where_a_score_without_a_response_is_not_the_types_own():
    assert is_marked_by_response("H5P.TrueFalse 1.8", {"correct": "true"})
    assert is_marked_by_response("H5P.Blanks 1.14", {"questions": ["*a* *b*"]})
    assert not is_marked_by_response("H5P.Blanks 1.14", {"questions": ["no gap"]})
    assert not is_marked_by_response("H5P.MultiChoice 1.16", {"answers": 3})
    assert not is_marked_by_response("H5P.QuestionSet 1.20", SET)
    assert not is_marked_by_response("H5P.Essay 1.5", {})
