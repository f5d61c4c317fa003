"""What somebody enters for learners who were together: from paper, or in a round with one device.

It is marked as accompanied, whatever it was; the rules of the quiz hold at the moment it is typed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from progress.domain.activities import Recorded, locked_enrolment, record
from progress.domain.acts import quiz_outcome, submit_quiz
from progress.domain.places import Place
from progress.models import Enrolment, LessonState
from progress.signals import work_recorded
from quizzes.domain import attempts
from quizzes.domain.drawing import Drawn
from quizzes.kinds.base import Posted
from quizzes.models import Attempt, Quiz


@transaction.atomic
def enter_quiz(
    *,
    learner: User,
    place: Place,
    activity: UUID,
    quiz: Quiz,
    asked: Sequence[Drawn],
    answers: Mapping[int, Posted],
    by: User,
    at: datetime,
) -> tuple[Attempt, Recorded]:
    """A whole attempt that was answered elsewhere. ``answers``: version → as a form would send it.

    Not idempotent by itself: the caller keeps which sheet became which attempt, and locks it.
    Raises like attempts.start and attempts.save_answer, and PrerequisitesMissing.
    """
    locked_enrolment(learner, place, at)
    attempt = attempts.start(learner=learner, quiz=quiz, context=activity, by=by, at=at, asked=asked)
    for position, one in enumerate(asked, 1):
        posted = answers.get(one.version.pk)
        if posted:
            attempts.save_answer(learner=learner, attempt=attempt.public_id, position=position, posted=posted, at=at)
    return submit_quiz(learner=learner, place=place, attempt=attempt.public_id, by=by, at=at, accompanied=True)


@transaction.atomic
def correct_entered_quiz(
    *, learner: User, place: Place, attempt: UUID, answers: Mapping[int, Posted], by: User, at: datetime
) -> tuple[Attempt, Recorded]:
    """A slip in typing put right: the same attempt with the answers of the sheet, no attempt more.

    Its mark follows, up or down; a pass, a lesson and a certificate stay (DESIGN §4.5). Raises like
    attempts.correct_answers.
    """
    locked_enrolment(learner, place, at)
    corrected = attempts.correct_answers(learner=learner, attempt=attempt, answers=answers)
    outcome = replace(quiz_outcome(corrected), accompanied=True, stands=True)
    recorded = record(
        learner=learner,
        place=place,
        activity=corrected.context,
        kind="quiz",
        outcome=outcome,
        by=by,
        at=at,
        tries=0,
    )
    return corrected, recorded


@transaction.atomic
def take_back_lesson(*, learner: User, course: UUID, lesson: UUID, completed_at: datetime, at: datetime) -> bool:
    """Undo “we did this together” for somebody it was ticked for by mistake.

    False where something else follows from it or came after: the course is complete, or the lesson is not as it was
    left at ``completed_at`` any more.
    """
    enrolment = Enrolment.objects.select_for_update(of=("self",)).filter(learner=learner, course=course).first()
    if enrolment is None or enrolment.completed_at is not None:
        return False
    taken_back = LessonState.objects.filter(
        learner=learner, lesson=lesson, completed_at=completed_at, accompanied=True
    ).update(completed_at=None, accompanied=False)
    if taken_back:
        work_recorded.send(Enrolment, learner=learner, course=course, lesson=lesson, at=at)
    return bool(taken_back)
