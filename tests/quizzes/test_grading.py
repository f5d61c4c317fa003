"""The mark of an attempt: rounded for people, decided exactly."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.grading import Result, grade_response, result
from quizzes.kinds import Grade, ResponseMismatch
from tests.quizzes.contents import choices, text

fractions = st.fractions(0, 1, max_denominator=30)
few = settings(max_examples=60, deadline=None)


def of(*earned, section="", pass_percent=70):
    return result([(section, Fraction(fraction)) for fraction in earned], pass_percent=pass_percent)


def test_an_unanswered_question_earns_nothing_and_has_nothing_to_tell():
    assert grade_response(choices("single_choice", True, False), None) == Grade(Fraction(0), (), ())


def test_an_answer_is_graded_by_the_kind_of_its_question():
    assert grade_response(text("ya"), {"text": "YA"}).is_correct
    with pytest.raises(ResponseMismatch):
        grade_response(text("ya"), {"choices": ["a"]})


def test_an_attempt_without_questions_earns_nothing():
    assert result([], pass_percent=70) == Result(0, False, {})


@pytest.mark.parametrize(
    ("earned", "total", "shown", "passed"),
    [(7, 10, 70, True), (69, 100, 69, False), (139, 200, 69, False), (141, 200, 71, True), (2, 3, 67, False), (1, 1, 100, True),
     (0, 5, 0, False), (1, 200, 1, False), (1, 8, 13, False), (70, 100, 70, True)],
)  # fmt: skip
def test_the_mark_is_rounded_half_up_but_never_shows_a_pass_that_was_none(earned, total, shown, passed):
    marked = of(*[1] * earned, *[0] * (total - earned))
    assert (marked.percent, marked.passed) == (shown, passed)


def test_a_hair_below_the_pass_mark_does_not_pass():
    """69,5 % would be shown as 70; two of three with a pass mark of 67 as 67."""
    assert of(*[1] * 139, *[0] * 61, pass_percent=70) == Result(69, False, {"": 70})
    assert of(1, 1, 0, pass_percent=67) == Result(66, False, {"": 67})
    assert of(1, 1, 0, pass_percent=66) == Result(67, True, {"": 67})


def test_everything_right_passes_the_highest_pass_mark_and_a_hair_less_does_not():
    assert of(1, 1, pass_percent=100) == Result(100, True, {"": 100})
    assert of(*[1] * 299, Fraction(29, 30), pass_percent=100) == Result(99, False, {"": 100})


def test_partial_credit_counts():
    assert of(Fraction(1, 2), Fraction(1, 3), Fraction(1, 6), pass_percent=33) == Result(33, True, {"": 33})


def test_each_part_has_its_own_mark_and_every_question_weighs_the_same():
    items = [("harga", Fraction(1)), ("foto", Fraction(0)), ("harga", Fraction(1, 2)), ("", Fraction(1))]
    assert result(items, pass_percent=60) == Result(63, True, {"harga": 75, "foto": 0, "": 100})


@few
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", ""]), fractions), min_size=1, max_size=30),
    st.integers(1, 100),
    st.randoms(),
)
def test_passing_is_decided_on_the_exact_mark_and_the_shown_one_never_contradicts_it(items, pass_percent, random):
    marked = result(items, pass_percent=pass_percent)
    exact = sum((fraction for _section, fraction in items), Fraction(0)) / len(items)
    assert marked.passed == (exact * 100 >= pass_percent)
    assert marked.passed == (marked.percent >= pass_percent)
    assert abs(marked.percent - exact * 100) <= 1
    assert set(marked.sections) == {section for section, _fraction in items}
    assert all(0 <= percent <= 100 for percent in marked.sections.values())
    shuffled = list(items)
    random.shuffle(shuffled)
    assert result(shuffled, pass_percent=pass_percent) == marked


@few
@given(st.lists(fractions, min_size=1, max_size=20), st.data())
def test_a_better_answer_never_lowers_the_mark(earned, data):
    position = data.draw(st.integers(0, len(earned) - 1))
    better = [*earned[:position], Fraction(1), *earned[position + 1 :]]
    assert of(*better).percent >= of(*earned).percent
