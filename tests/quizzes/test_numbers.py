"""Numbers as people here type them, tolerance, and the frequent mistakes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS, Grade, ResponseMismatch
from quizzes.kinds.number import read_number
from tests.quizzes.contents import number

NUMBER = KINDS["number"]
PRICE = number("27800", traps={"27500": "Potongan dihitung dari harga jual.", "27000": "Ongkos belum dihitung."})
few = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("27800", "27800"), ("27.800", "27800"), ("Rp 27.800", "27800"), ("Rp27.800", "27800"), ("Rp. 27.800", "27800"),
        ("rp27800", "27800"), ("27 800", "27800"), (" 4 ", "4"), ("0,5", "0.5"), ("0.5", "0.5"), ("1.250,75", "1250.75"),
        ("1.250", "1250"), ("1.250.000", "1250000"), ("12.5", "12.5"), ("1.2500", "1.2500"), ("10%", "10"), ("007", "7"),
        ("-3", "-3"), ("+3", "3"), ("-1.250", "-1250"), ("4\u00a0000", "4000"), ("٢٧٨٠٠", "27800"), ("２７．８００", None),
        ("２７８００", "27800"), ("9" * 30, "9" * 30),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(typed, meant):
    assert read_number(typed) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize(
    "typed",
    ["abc", "", " ", "Rp", "%", ",", ".", "5,", ",5", "1,2,3", "1e9", "0x10", "NaN", "inf", "-", "--5", "½", "²", "2+2", "1_000",
     "9" * 31, "9" * 1_000_000, "1." * 500_000, "." * 1_000_000],
    ids=lambda text: text[:8] or "empty",
)  # fmt: skip
def test_what_is_no_number_is_none(typed):
    assert read_number(typed) is None


def test_a_point_after_a_lone_zero_parts_decimals_because_zero_groups_no_thousands():
    assert read_number("0.125") == Decimal("0.125")


@pytest.mark.parametrize("typed", ["27.800,-", "Rp27.800,-", "Rp 27.800,–"])
def test_a_price_written_with_the_dash_of_price_tags_is_read(typed):
    assert read_number(typed) == 27800


@few
@given(st.integers(-(10**15), 10**15))
def test_every_whole_number_is_read_back_with_and_without_points(value):
    assert read_number(str(value)) == value
    assert read_number(f"{value:,}".replace(",", ".")) == value
    assert read_number(f"Rp {value}") == value


@few
@given(st.decimals(0, 10**9, places=2))
def test_every_amount_with_a_comma_is_read_back(value):
    assert read_number(f"{value:,}".translate(str.maketrans(",.", ".,"))) == value


@few
@given(st.text(max_size=60))
def test_reading_a_number_never_fails(typed):
    read = read_number(typed)
    assert read is None or read.is_finite()


def test_the_right_number_earns_everything():
    assert NUMBER.grade(PRICE, {"text": "Rp 27.800"}) == Grade(Fraction(1), ("KUNCI tepat",))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("27.500", "Potongan dihitung dari harga jual."),
        ("27000", "Ongkos belum dihitung."),
        ("1", "KUNCI belum"),
        ("abc", "KUNCI belum"),
    ],
)
def test_a_wrong_number_earns_nothing_and_a_frequent_mistake_has_its_own_words(typed, told):
    assert NUMBER.grade(PRICE, {"text": typed}) == Grade(Fraction(0), (told,))


def test_a_number_is_understood_with_the_unit_that_stands_beside_the_field():
    assert NUMBER.grade(PRICE, {"text": "27.800 rupiah"}).is_correct


@pytest.mark.parametrize(
    ("typed", "right"), [("0,2", True), ("0,4", True), ("0,3", True), ("0,41", False), ("0,19", False)]
)
def test_tolerance_is_exact_and_includes_its_edges(typed, right):
    assert NUMBER.grade(number("0.3", "0.1"), {"text": typed}).is_correct is right


def test_a_mistake_within_the_tolerance_is_right():
    assert NUMBER.grade(number("100", "5", traps={"98": "Belum."}), {"text": "98"}).is_correct


def test_numbers_with_as_many_digits_as_a_form_takes_are_compared_exactly():
    answer = "123456789012345678901234567890"
    assert NUMBER.grade(number(answer), {"text": answer}).is_correct
    assert not NUMBER.grade(number(answer), {"text": "123456789012345678901234567891"}).is_correct


def test_reading_keeps_what_was_typed_without_outer_spaces():
    assert NUMBER.read(PRICE, {"answer": [" 27.800 ", "5"]}) == {"text": "27.800"}
    assert NUMBER.read(PRICE, {"answer": ["abc"]}) == {"text": "abc"}


@pytest.mark.parametrize("posted", [{}, {"answer": []}, {"answer": [""]}, {"answer": ["  "]}, {"choice": ["5"]}])
def test_nothing_typed_is_no_answer(posted):
    assert NUMBER.read(PRICE, posted) is None


def test_500_characters_are_read_and_one_more_is_refused():
    assert NUMBER.read(PRICE, {"answer": ["1" * 500]}) == {"text": "1" * 500}
    for size in (501, 1_000_000):
        with pytest.raises(ResponseMismatch):
            NUMBER.read(PRICE, {"answer": ["1" * size]})


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"text": 27800},
        {"text": None},
        {"text": ""},
        {"text": ["1"]},
        {"text": "1" * 501},
        {"text": "2\0"},
        {"choices": ["a"]},
    ],
)
def test_check_and_grade_refuse_a_response_of_another_shape(response):
    for act in (NUMBER.check, NUMBER.grade):
        with pytest.raises(ResponseMismatch):
            act(PRICE, response)


def test_learners_see_the_unit_only_and_results_say_number_and_unit():
    assert NUMBER.learner_view(PRICE, ["a"], None) == {"unit": "rupiah", "text": ""}
    assert NUMBER.describe(PRICE, {"text": "27.800"}) == "27.800 rupiah"
    assert NUMBER.describe(number(unit=""), {"text": "4"}) == "4"
