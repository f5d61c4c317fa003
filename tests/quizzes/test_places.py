"""Pointing at places in a picture: the rules, and how an author's places are frozen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from core.models import Picture
from quizzes.domain.queries import question_view
from quizzes.kinds import KINDS, Part, ResponseMismatch
from quizzes.models import Question
from tests.factories.courses import question
from tests.factories.questions import place, question_of
from tests.quizzes.contents import places
from tests.quizzes.doing import svg_picture

KIND = KINDS["places"]


def test_one_right_place_is_chosen_alone_several_together():
    one, two = places(False, True, False), places(True, True, False)
    assert [KIND.learner_view(content, [], None)["several"] for content in (one, two)] == [False, True]
    assert KIND.read(one, {"choice": ["b"]}) == {"choices": ["b"]}
    assert KIND.read(two, {"choice": ["c", "a", "a"]}) == {"choices": ["a", "c"]}
    with pytest.raises(ResponseMismatch):
        KIND.read(one, {"choice": ["a", "b"]})


@pytest.mark.parametrize("posted", [{}, {"choice": []}, {"choice": [""]}, {"answer": ["a"]}])
def test_nothing_chosen_is_no_answer(posted):
    assert KIND.read(places(True, False), posted) is None


@pytest.mark.parametrize(
    "response", [{}, {"choices": []}, {"choices": "a"}, {"choices": ["z"]}, {"choices": [["a"]]}, {"choices": [None]}]
)
def test_a_response_that_no_form_of_ours_makes_is_refused(response):
    for act in (KIND.check, KIND.grade):
        with pytest.raises(ResponseMismatch):
            act(places(True, True, False), response)


@pytest.mark.parametrize(
    ("chosen", "earned"), [("ab", 1), ("a", "1/2"), ("ac", 0), ("abc", "1/2"), ("abcd", 0), ("c", 0)]
)
def test_right_places_add_and_others_take_away(chosen, earned):
    content = places(True, True, False, False)
    assert KIND.grade(content, {"choices": list(chosen)}).fraction == Fraction(earned)


def test_each_chosen_place_is_explained_and_what_fits_is_told_where_it_does_not():
    grade = KIND.grade(places(False, True), {"choices": ["a"]})
    assert (grade.feedback, grade.right) == (("KUNCI a",), ("B",))
    assert KIND.grade(places(True, True, False), {"choices": ["a", "b"]}).feedback == ("A: KUNCI a", "B: KUNCI b")
    assert KIND.describe(places(False, True), {"choices": ["b"]}) == "B"
    assert KIND.parts(places(False, True), {"choices": ["a"]}) == (Part("A", False), Part("B", True, given=False))


def test_a_learner_is_shown_where_the_places_are_in_the_order_they_were_written():
    view = KIND.learner_view(places(False, True), [], {"choices": ["b"]})
    assert view == {
        "several": False, "shows_picture": True,
        "choices": [
            {"id": "a", "text": "A", "place": {"x": 5, "y": 0, "width": 90, "height": 12}, "chosen": False},
            {"id": "b", "text": "B", "place": {"x": 5, "y": 14, "width": 90, "height": 12}, "chosen": True},
        ],
    }  # fmt: skip


def test_an_authors_places_are_frozen(db):
    content = question_of("places", "x").current_version.content
    first, second = content["choices"]
    assert first | {"id": ""} == {
        "id": "", "text": "x a", "correct": True, "feedback": "KUNCI-x-a",
        "place": {"x": 10, "y": 0, "width": 50, "height": 30},
    }  # fmt: skip
    assert (second["correct"], second["place"]["y"], content["picture"]["alt"]) == (False, 40, "Papan.")


def test_a_question_whose_picture_is_gone_is_still_answered_by_name(db):
    asked = question_of("places", "x")
    content = asked.current_version.content | {"picture": {"id": 0, "alt": "Papan <RW>."}}
    assert not Picture.objects.filter(pk=0).exists()
    view = question_view(content, 1, order=[], response=None, reveal=False)
    assert (view.picture, len(view.form["choices"])) == ("<p>Papan &lt;RW&gt;.</p>", 2)


def written(*listed: dict[str, Any], **fields: Any) -> Question:
    return question("places", {"places": list(listed)}, live=False, **fields)


def pictured() -> dict[str, Any]:
    return {"picture": svg_picture(), "picture_alt": "Papan."}


RIGHT, OTHER = place("A", correct=True), place("B", y=60)


def test_places_without_a_picture_are_refused_in_words(db):
    with pytest.raises(ValidationError) as caught:
        written(RIGHT, OTHER).full_clean()
    assert list(caught.value.error_dict) == ["picture"]


@pytest.mark.parametrize(
    "listed",
    [
        [RIGHT],
        [RIGHT, place("B", correct=True)],
        [place("A"), OTHER],
        [RIGHT, place("A")],
        [RIGHT, place("B", x=60, width=41)],
        [RIGHT, place("B", y=71)],
        [RIGHT, place("B", width=11)],
        [RIGHT, place("B", x=-1)],
        [RIGHT, *(place(f"{n}") for n in range(12))],
    ],
    ids=["one", "all right", "none right", "same name", "over the edge", "below the edge", "small", "before", "many"],
)
def test_places_that_nobody_could_answer_are_refused(db, listed):
    asked = written(*listed, **pictured())
    with pytest.raises(ValidationError):
        asked.content.stream_block.clean(asked.content)


def test_whole_places_are_taken(db):
    asked = written(RIGHT, OTHER, **pictured())
    asked.full_clean()
    assert asked.content.stream_block.clean(asked.content)[0].block_type == "places"
