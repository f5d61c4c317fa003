"""Windows: when one learner may take a quiz, as a plan outside of this app says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from quizzes.domain.rules import lock_and_read_rules
from quizzes.models import Attempt, Quiz, Window
from quizzes.rules import Window as Time
from quizzes.rules import deadline


@transaction.atomic
def set_windows(*, source: UUID, quizzes: Collection[UUID], windows: Mapping[int, Time], at: datetime) -> None:
    """All that this source says, instead of what it said before. ``windows``: learner → their time, at each quiz.

    An open attempt of somebody whose time ends later gets that at once, and never a shorter one.
    """
    known = list(Quiz.objects.filter(key__in=quizzes)) if windows else []
    people = set(windows)
    opened = (
        Attempt.objects.filter(quiz__in=known, learner__in=people, submitted_at=None)
        .exclude(deadline_at=None)
        .select_related("quiz", "learner")
    )
    if known:
        list(opened.select_for_update(of=("self",)).order_by("pk"))  # before the people, as handing in does
        list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    Window.objects.filter(source=source).delete()
    Window.objects.bulk_create(
        [
            Window(quiz=quiz, learner_id=learner, source=source, opens_at=time.opens_at, closes_at=time.closes_at)
            for quiz in known
            for learner, time in windows.items()
        ],
        batch_size=500,
    )
    for attempt in opened if known else ():
        longer = deadline(lock_and_read_rules(attempt.learner, attempt.quiz, at=at), attempt.started_at)
        if longer is not None and attempt.deadline_at is not None and longer > attempt.deadline_at:
            attempt.deadline_at = longer
            attempt.save(update_fields=["deadline_at"])


def drop_windows(*, source: UUID) -> None:
    """What this source said is no longer; an open attempt keeps the time it has."""
    Window.objects.filter(source=source).delete()
