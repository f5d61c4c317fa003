"""What a learner does: finish a lesson, answer a check question, tick a practice, take a quiz.

One use case, one function, one transaction; every one is idempotent by its request key (DESIGN §4.4)
and takes ``learner``, ``by`` (who acts), ``at`` and ``key``, so that a form, an offline replay and a
test use the same door.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.domain.notices import notify
from accounts.models import User
from core import requestkeys
from core.requestkeys import act_on
from courses.outline import Outline
from practice.domain.ticks import Ticks, tick_steps, ticks_of
from practice.models import PracticeTask
from progress.domain.activities import (
    Recorded,
    conclude,
    end_course,
    locked_enrolment,
    record,
    record_later,
    tell_that_work_is_recorded,
)
from progress.domain.enrol import enrol
from progress.domain.places import Place, find_place
from progress.models import ActivityState
from progress.rules import Outcome
from quizzes.arrival import PLAIN_FORM, Arrival
from quizzes.domain import attempts
from quizzes.domain.checks import answer_check, grade_of, latest_answers
from quizzes.domain.marking import MarkGiven, give_mark
from quizzes.domain.rules import counting_attempt
from quizzes.grading import is_keyed, read_response
from quizzes.kinds import Grade, ResponseMismatch
from quizzes.kinds.base import Posted
from quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz
from quizzes.models.quiz import Counts


class ActivitiesLeft(Exception):
    """The lesson has activities that are not done yet; their keys in order."""

    def __init__(self, activities: list[UUID]) -> None:
        super().__init__(len(activities))
        self.activities = activities


@transaction.atomic
def continue_course(*, learner: User, outline: Outline, at: datetime) -> Recorded:
    """“Mulai kursus”, “Lanjutkan”. Raises PrerequisitesMissing.

    Where the only lesson left was taken away meanwhile, no page has anything left to press: this ends the course.
    """
    enrolment = enrol(learner=learner, outline=outline, at=at)
    if enrolment.completed_at:
        return Recorded()
    ended = end_course(enrolment, outline=outline, at=at)
    if ended.course_completed:
        tell_that_work_is_recorded(learner, outline.course, None, at)
    return ended


@transaction.atomic
def complete_lesson(
    *, learner: User, place: Place, by: User, at: datetime, key: UUID, accompanied: bool = False
) -> Recorded:
    """“Selesai, lanjut”. Raises ActivitiesLeft."""
    if not requestkeys.claim(person=learner.public_id, key=key, act=act_on("lesson", place.lesson_key), at=at):
        return Recorded()
    activities = [activity.key for activity in place.lesson.required] if place.lesson else []
    if activities:
        done = set(
            ActivityState.objects.filter(learner=learner, activity__in=activities, done_at__isnull=False).values_list(
                "activity", flat=True
            )
        )
        left = [activity for activity in activities if activity not in done]
        if left:
            raise ActivitiesLeft(left)
    enrolment = locked_enrolment(learner, place, at)
    return conclude(
        learner=learner, place=place, enrolment=enrolment, by=by, at=at, declared=True, accompanied=accompanied
    )


@transaction.atomic
def answer_check_question(
    *,
    learner: User,
    place: Place,
    activity: UUID,
    version: QuestionVersion,
    posted: Posted,
    by: User,
    at: datetime,
    key: UUID,
    accompanied: bool = False,
) -> tuple[Grade, Recorded] | None:
    """Any answer counts for the lesson: a check question is there to learn. None: nothing was answered.

    Raises ResponseMismatch, also for a question that does not stand there: answers are explained, so whoever
    could choose the question would be told the key of any.
    """
    if not place.asks(activity, version):
        raise ResponseMismatch("another question")
    if read_response(version.content, posted) is None:
        return None  # no act yet: the key of the form stays free for the answer
    if not requestkeys.claim(person=learner.public_id, key=key, act=act_on("check", activity), at=at):
        earlier = latest_answers(learner=learner, contexts=[activity]).get(activity)
        return (grade_of(earlier), Recorded()) if earlier else None
    answered = answer_check(learner=learner, context=activity, version=version, posted=posted, by=by, at=at)
    assert answered is not None  # read above
    _answer, grade = answered
    percent = int(grade.fraction * 100) if is_keyed(version.content) else None
    outcome = Outcome(done=True, percent=percent, accompanied=accompanied)
    recorded = record(learner=learner, place=place, activity=activity, kind="check", outcome=outcome, by=by, at=at)
    return grade, recorded


@transaction.atomic
def tick_practice(
    *,
    learner: User,
    place: Place,
    activity: UUID,
    task: PracticeTask,
    steps: Collection[str],
    accompanied: bool,
    by: User,
    at: datetime,
    key: UUID,
) -> tuple[Ticks, Recorded]:
    """The steps now ticked; all of them complete the practice."""
    if not requestkeys.claim(person=learner.public_id, key=key, act=act_on("practice", activity), at=at):
        known = [step.key for step in task.steps.all()]
        return ticks_of(learner=learner, contexts={activity: known})[activity], Recorded()
    ticks = tick_steps(learner=learner, task=task, context=activity, steps=steps, accompanied=accompanied, by=by, at=at)
    outcome = Outcome(done=ticks.complete, accompanied=ticks.accompanied)
    recorded = record(learner=learner, place=place, activity=activity, kind="practice", outcome=outcome, by=by, at=at)
    return ticks, recorded


def start_quiz(*, learner: User, place: Place, activity: UUID, quiz: Quiz, by: User, at: datetime) -> Attempt:
    """The open attempt, or a new one; one whose time is up is handed in first.

    Raises StartRefused, AttemptLimitReached, NotEnoughQuestions, PrerequisitesMissing.
    """
    try:
        return _start_quiz(learner, place, activity, quiz, by, at)
    except attempts.AttemptOver as over:
        submit_quiz(learner=learner, place=place, attempt=over.attempt, by=learner, at=at)
        return _start_quiz(learner, place, activity, quiz, by, at)


@transaction.atomic
def _start_quiz(learner: User, place: Place, activity: UUID, quiz: Quiz, by: User, at: datetime) -> Attempt:
    locked_enrolment(learner, place, at)
    return attempts.start(learner=learner, quiz=quiz, context=activity, by=by, at=at)


@transaction.atomic
def save_quiz_answer(
    *,
    learner: User,
    attempt: UUID,
    position: int,
    posted: Posted,
    at: datetime,
    key: UUID,
    arrival: Arrival = PLAIN_FORM,
) -> bool:
    """Keep an answer as it is given. False: this very request was kept before, so a late copy changes nothing.

    Raises like attempts.save_answer; a late copy that knows its sequence also tells when a newer answer is kept.
    """
    is_new = requestkeys.claim(person=learner.public_id, key=key, act=act_on("answer", attempt, position), at=at)
    if is_new or arrival.sequence is not None:
        attempts.save_answer(learner=learner, attempt=attempt, position=position, posted=posted, at=at, arrival=arrival)
    return is_new


@transaction.atomic
def check_quiz_answer(
    *, learner: User, attempt: UUID, position: int, posted: Posted, at: datetime
) -> tuple[AttemptItem, Grade | None]:
    return attempts.check_answer(learner=learner, attempt=attempt, position=position, posted=posted, at=at)


@transaction.atomic
def submit_quiz(
    *, learner: User, place: Place, attempt: UUID, by: User, at: datetime, accompanied: bool = False
) -> tuple[Attempt, Recorded]:
    """Hand in, grade, and draw the conclusions – once: an attempt that is handed in answers with what it earned.

    Raises Attempt.DoesNotExist, also for an attempt at another lesson's quiz.
    """
    before = Attempt.objects.select_for_update(of=("self",)).get(learner=learner, public_id=attempt)
    if not place.has_activity(before.context):
        raise Attempt.DoesNotExist  # another lesson's: its outcome would be noted for the wrong course
    if not before.is_open:
        return before, Recorded()
    submitted = attempts.submit(learner=learner, attempt=attempt, at=at)
    assert submitted.submitted_at is not None
    recorded = record(
        learner=learner,
        place=place,
        activity=submitted.context,
        kind="quiz",
        outcome=replace(quiz_outcome(submitted), accompanied=accompanied),
        by=by,
        at=submitted.submitted_at,
    )
    return submitted, recorded


@transaction.atomic
def mark_quiz_answer(
    *, item: int, points: Mapping[str, int], comment: str, by: User, at: datetime, seen: datetime | None
) -> MarkGiven:
    """A trainer marks an answer. What the attempt is worth then counts like any other outcome, and is never lower.

    The learner is told when nothing of the attempt waits any longer. Raises like marking.give_mark.
    """
    given = give_mark(item=item, points=points, comment=comment, by=by, at=at, seen=seen)
    if not given.changed:
        return given
    attempt = given.attempt
    noted = ActivityState.objects.filter(learner=attempt.learner, activity=attempt.context).first()
    place = find_place(learner=attempt.learner, lesson=noted.lesson) if noted else None
    if place is not None:
        outcome = quiz_outcome(attempt)
        record_later(
            learner=attempt.learner, place=place, activity=attempt.context, kind="quiz", outcome=outcome, by=by, at=at
        )
    if given.tells_learner and not attempt.learner.is_guest:  # who reads no notices, but finds it on the page
        result = reverse("quiz_result", args=[place.lesson_key, attempt.public_id]) if place else ""
        notify(person=attempt.learner, kind="quiz_marked", at=at, url=result, quiz=attempt.quiz.title)
    return given


def quiz_outcome(handed_in: Attempt) -> Outcome:
    """What this quiz means for its activity now: the mark of the attempt that counts; only one that counts can pass it.

    A survey is done and has no mark.
    """
    counts, passed = counting_attempt(handed_in)
    return Outcome(
        done=passed,
        percent=None if counts.is_survey else counts.percent,
        sections=counts.sections,
        stands=handed_in.quiz.counts != Counts.BEST,
    )
