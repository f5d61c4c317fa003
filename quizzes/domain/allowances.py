"""Extensions: more time, more attempts or a later closing for one learner at one quiz."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from quizzes.domain.rules import lock_and_read_rules
from quizzes.models import Allowance, Attempt, Quiz
from quizzes.rules import deadline


@transaction.atomic
def give_allowance(
    *,
    quiz: Quiz,
    learner: User,
    extra_minutes: int,
    extra_attempts: int,
    closes_at: datetime | None,
    reason: str,
    by: User,
    at: datetime,
) -> Allowance:
    """Instead of what this learner was given before. An open attempt gets its longer time at once, never a shorter."""
    opened = Attempt.objects.filter(quiz=quiz, learner=learner, submitted_at=None).exclude(deadline_at=None)
    list(opened.select_for_update())  # before the person, as handing in does
    lock_and_read_rules(learner, quiz, at=at)  # an attempt that starts meanwhile starts with it or gets it here
    values = {"extra_minutes": extra_minutes, "extra_attempts": extra_attempts, "closes_at": closes_at}
    allowance, _created = Allowance.objects.update_or_create(
        quiz=quiz, learner=learner, defaults={**values, "reason": reason, "by": by, "at": at}
    )
    rules = lock_and_read_rules(learner, quiz, at=at)
    for attempt in opened.all():
        longer = deadline(rules, attempt.started_at)
        if longer is not None and attempt.deadline_at is not None and longer > attempt.deadline_at:
            attempt.deadline_at = longer
            attempt.save(update_fields=["deadline_at"])
    _log("quizzes.allowance_given", allowance, by, at)
    return allowance


@transaction.atomic
def withdraw_allowance(*, allowance: Allowance, by: User, at: datetime) -> None:
    """For attempts to come; an open one keeps the time it has."""
    _log("quizzes.allowance_withdrawn", allowance, by, at)
    allowance.delete()


def _log(action: str, allowance: Allowance, by: User, at: datetime) -> None:
    detail = {
        "quiz": str(allowance.quiz.key),
        "minutes": allowance.extra_minutes,
        "attempts": allowance.extra_attempts,
        "closes_at": allowance.closes_at.isoformat() if allowance.closes_at else None,
    }
    audit.log(actor=str(by.public_id), action=action, subject=str(allowance.learner.public_id), detail=detail, at=at)
