"""Attempts of one learner at one quiz count up with time, also after those of two accounts were brought together."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from accounts.models import User
from quizzes.models import Attempt


def number_by_time(learner: User, at: datetime) -> None:
    """From 1 and without a gap: a gap would cost an attempt. Writes only where a number is another one."""
    places: dict[tuple[int, UUID], list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(learner=learner).order_by("started_at", "number"):
        places[attempt.quiz_id, attempt.context].append(attempt)
    for attempts in places.values():
        if [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1)):
            continue
        beyond = max(attempt.number for attempt in attempts)
        for first in (beyond + 1, 1):  # out of the way first: no number stands twice at any time
            for number, attempt in enumerate(attempts, first):
                Attempt.objects.filter(pk=attempt.pk).update(number=number)
