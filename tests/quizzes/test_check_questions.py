"""Check questions inside a lesson: as often as one likes, each try kept."""

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest

from quizzes.domain.checks import answer_check, fraction_of, grade_of, latest_answers
from quizzes.kinds import ResponseMismatch
from quizzes.models import CheckAnswer
from tests.factories.courses import question, text_question
from tests.factories.people import learner, person
from tests.quizzes.doing import NOON, RIGHT, WRONG


def answer(somebody, asked, place, *chosen, at=NOON, by=None):
    return answer_check(
        learner=somebody,
        context=place,
        version=asked.current_version,
        posted={"choice": list(chosen)},
        by=by or somebody,
        at=at,
    )


def test_an_answer_is_kept_and_explained_at_once(db, place):
    asked, ani, companion = question(), learner(), person()
    kept, grade = answer(ani, asked, place, WRONG, by=companion)
    assert (grade.fraction, grade.feedback, grade.right) == (Fraction(0), ("Belum.",), ("A",))
    assert CheckAnswer.objects.values("learner", "context", "version", "by", "response", "fraction", "at").get() == {
        "learner": ani.pk, "context": place, "version": asked.current_version_id, "by": companion.pk,
        "response": {"choices": [WRONG]}, "fraction": "0", "at": NOON,
    }  # fmt: skip
    assert (grade_of(kept), fraction_of(kept)) == (grade, Fraction(0))


def test_every_try_is_kept_and_the_last_one_is_shown(db, place):
    asked, ani = question(), learner()
    answer(ani, asked, place, WRONG)
    answer(ani, asked, place, RIGHT, at=NOON + timedelta(seconds=1))
    assert CheckAnswer.objects.count() == 2
    assert latest_answers(learner=ani, contexts=[place])[place].fraction == "1"


def test_of_two_tries_at_one_moment_the_later_one_counts(db, place):
    asked, ani = question(), learner()
    answer(ani, asked, place, RIGHT)
    answer(ani, asked, place, WRONG)
    assert latest_answers(learner=ani, contexts=[place])[place].response == {"choices": [WRONG]}


def test_nothing_chosen_keeps_nothing(db, place):
    assert answer(learner(), question(), place) is None
    assert not CheckAnswer.objects.exists()


def test_an_answer_that_does_not_belong_to_the_question_is_refused(db, place):
    with pytest.raises(ResponseMismatch):
        answer(learner(), question(), place, "zz")
    assert not CheckAnswer.objects.exists()


def test_an_answer_is_graded_against_the_version_that_was_seen(db, place):
    asked, ani = text_question("lama"), learner()
    seen = asked.current_version
    asked.content[0].value["accepted"] = ["baru"]
    asked.save_revision().publish()
    asked.refresh_from_db()
    assert asked.current_version != seen
    posted = {"answer": ["lama"]}
    kept, grade = answer_check(learner=ani, context=place, version=seen, posted=posted, by=ani, at=NOON)
    assert (grade.is_correct, kept.version) == (True, seen)
    assert grade_of(latest_answers(learner=ani, contexts=[place])[place]).is_correct


def test_answers_of_others_and_of_other_places_are_not_found(db, place):
    asked, ani = question(), learner()
    answer(learner(), asked, place, RIGHT)
    answer(ani, asked, uuid4(), RIGHT)
    assert latest_answers(learner=ani, contexts=[place]) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_last_answers_of_a_page_cost_one_query(db, count, django_assert_num_queries):
    """What was asked is read once per process: a version never changes."""
    ani, places = learner(), [uuid4() for _ in range(count)]
    for where in places:
        asked = question()
        answer(ani, asked, where, WRONG)
        answer(ani, asked, where, RIGHT)
    for queries in (1 + count, 1):
        with django_assert_num_queries(queries):
            found = latest_answers(learner=ani, contexts=places)
            assert {where: grade_of(kept).is_correct for where, kept in found.items()} == dict.fromkeys(places, True)
