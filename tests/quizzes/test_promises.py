"""What the database itself promises about attempts, whatever the code does."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from quizzes.models import Attempt, AttemptItem
from tests.factories.courses import pool, question, quiz
from tests.factories.people import learner
from tests.quizzes.doing import NOON, asked, start, submit


@pytest.fixture
def attempt(db, place):
    return start(learner(), quiz(fixed=[question()]), place)


def copy_of(attempt, **changes):
    values = {
        "learner": attempt.learner, "quiz": attempt.quiz, "context": attempt.context, "number": attempt.number + 1,
        "started_at": NOON, "pass_percent": 70, "feedback": "immediate",
    }  # fmt: skip
    return Attempt.objects.create(**(values | changes))


def test_a_second_open_attempt_in_one_place_is_refused(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(attempt)
    assert Attempt.objects.count() == 1


def test_open_attempts_of_another_learner_place_or_quiz_are_not(attempt):
    copy_of(attempt, learner=learner())
    copy_of(attempt, context=uuid4())
    copy_of(attempt, quiz=quiz())
    assert Attempt.objects.filter(submitted_at=None).count() == 4


def test_a_number_is_given_once(attempt):
    submit(attempt)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(attempt, number=1)
    assert copy_of(attempt, number=2).number == 2


@pytest.mark.parametrize(
    "half",
    [
        {"submitted_at": NOON},
        {"percent": 50},
        {"passed": True},
        {"percent": 50, "passed": True},
        {"submitted_at": NOON, "percent": 50},
    ],
)
def test_an_attempt_is_either_open_without_a_mark_or_handed_in_with_one(attempt, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**half)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=NOON, percent=0, passed=False)


def test_a_position_holds_one_question(attempt):
    version = attempt.items.get().version
    with pytest.raises(IntegrityError), transaction.atomic():
        AttemptItem.objects.create(attempt=attempt, position=1, version=version)


def test_a_public_id_is_given_once(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(attempt, context=uuid4(), public_id=attempt.public_id)


def test_a_quiz_with_attempts_and_a_group_that_is_drawn_from_are_kept(attempt):
    group = pool()
    question(pool=group)
    drawing = quiz(draws=[(group, 1)])
    for thing in (attempt.quiz, group, drawing.sections.get().pool, asked(attempt)[0]):
        with pytest.raises(ProtectedError), transaction.atomic():
            thing.delete()


def test_an_attempt_goes_with_its_learner_and_stays_when_a_companion_goes(attempt, place):
    from quizzes.domain import attempts

    companion, ani = learner(), learner()
    helped = attempts.start(learner=ani, quiz=attempt.quiz, context=place, by=companion, at=NOON)
    companion.delete()
    assert Attempt.objects.get(pk=helped.pk).by is None
    ani.delete()
    assert list(Attempt.objects.all()) == [attempt]
