"""What a learner is shown of a question before and after answering (SECURITY 16)."""

import json
import random
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.domain.queries import check_order, question_view
from quizzes.kinds import KINDS, Grade
from tests.quizzes.contents import SECRET, any_content, choices, number, several, some_response, text

KEY_WORDS = {
    "correct",
    "feedback",
    "feedback_correct",
    "feedback_incorrect",
    "accepted",
    "answer",
    "option",
    "whole",
    "tolerance",
    "traps",
    "explanation",
    "rubric",
    "example",
}
few = settings(max_examples=60, deadline=None)


def words_of(value):
    """Every key of every mapping in the value."""
    if isinstance(value, dict):
        return set(value) | {word for item in value.values() for word in words_of(item)}
    return {word for item in value for word in words_of(item)} if isinstance(value, list) else set()


@few
@given(any_content(), st.integers())
def test_the_form_of_a_question_never_holds_anything_of_its_key(content, seed):
    kind = KINDS[content["kind"]]
    view = kind.learner_view(content, kind.mixed(content, random.Random(seed)), None)
    said = json.dumps(view)
    assert words_of(view).isdisjoint(KEY_WORDS)
    assert SECRET not in said
    assert not [digits for digits in ("918273645", "55443322", "665544") if digits in said]


@few
@given(any_content())
def test_a_question_that_is_not_due_tells_neither_grade_nor_explanation(content):
    order = check_order(content, uuid4())
    view = question_view(content, 7, order=order, response=some_response(content), reveal=False)
    assert (view.grade, view.explanation, view.is_answered) == (None, "", True)
    assert SECRET not in json.dumps([view.stem, view.picture, view.form])


@few
@given(any_content())
def test_an_unanswered_question_tells_nothing_even_when_it_is_due(content):
    view = question_view(content, 7, order=[], response=None, reveal=True)
    assert (view.grade, view.explanation, view.is_answered) == (None, "", False)


def test_an_answered_question_tells_everything_once_it_is_due():
    view = question_view(
        choices("single_choice", False, True), 7, order=["b", "a"], response={"choices": ["a"]}, reveal=True
    )
    assert view.grade == Grade(Fraction(0), ("KUNCI a",), ("B",))
    assert (view.version, view.explanation) == (7, SECRET)
    assert view.form["choices"][0] == {"id": "b", "text": "B", "chosen": False}


def test_a_right_answer_is_not_told_what_would_have_been_right():
    view = question_view(choices("single_choice", False, True), 7, order=[], response={"choices": ["b"]}, reveal=True)
    assert (view.grade.is_correct, view.grade.right) == (True, ())


def test_the_order_of_a_check_questions_choices_is_mixed_but_the_same_every_time():
    content, places = choices("single_choice", True, *[False] * 5), [uuid4() for _ in range(20)]
    orders = [check_order(content, place) for place in places]
    assert orders == [check_order(content, place) for place in places]
    assert all(sorted(order) == list("abcdef") for order in orders)
    assert len({tuple(order) for order in orders}) > 1


@pytest.mark.parametrize("content", [choices("true_false", True, False) | {"shuffle": False}, number(), text("ya")])
def test_choices_that_are_not_to_be_mixed_stand_as_written(content):
    assert check_order(content, uuid4()) == [choice["id"] for choice in content.get("choices", [])]


@few
@given(several())
def test_every_kind_has_a_name_a_template_and_refuses_foreign_choices(flags):
    from django.template.loader import get_template

    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}
    assert all(get_template(kind.template) for kind in KINDS.values())
    content = choices("multiple_choice", *flags)
    assert KINDS["multiple_choice"].learner_view(content, ["zz"], None)["choices"][0]["id"] == "a"
