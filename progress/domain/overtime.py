"""Attempts whose time is up: what was kept in time counts, whoever comes to look (SECURITY 17, 20)."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from progress.domain.acts import submit_quiz
from progress.domain.places import Place, find_place_of
from quizzes.domain import attempts
from quizzes.models import Attempt


def hand_in_if_over(*, learner: User, place: Place, attempt: Attempt, at: datetime) -> bool:
    """For whoever is about to look at an attempt. True: it was open, and is handed in now."""
    if not attempt.is_over(at):
        return False
    submit_quiz(learner=learner, place=place, attempt=attempt.public_id, by=learner, at=at)
    return True


def hand_in_overdue(*, at: datetime, dry_run: bool = True) -> int:
    """Attempts of those who never came back, each in a transaction of its own. Returns how many."""
    late = Attempt.objects.filter(submitted_at=None, deadline_at__lt=at).select_related("learner")
    overdue = [attempt for attempt in late if attempt.is_over(at)]
    for attempt in () if dry_run else overdue:
        place = find_place_of(attempt.context, learner=attempt.learner)
        if place is not None:
            hand_in_if_over(learner=attempt.learner, place=place, attempt=attempt, at=at)
        else:  # its course is gone: there is nothing it could count for
            attempts.submit(learner=attempt.learner, attempt=attempt.public_id, at=at)
    return len(overdue)
