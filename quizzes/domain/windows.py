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

    Part of its caller's transaction. An open attempt of somebody whose time ends later gets that at
    once, and never a shorter one.
    """
    known = list(Quiz.objects.filter(key__in=quizzes)) if windows else []
    opened = _hold(known, windows) if known else ()
    Window.objects.filter(source=source).delete()
    Window.objects.bulk_create(
        [
            Window(quiz=quiz, learner_id=learner, source=source, opens_at=time.opens_at, closes_at=time.closes_at)
            for quiz in known
            for learner, time in windows.items()
        ],
        batch_size=500,
    )
    for attempt in opened:
        longer = deadline(lock_and_read_rules(attempt.learner, attempt.quiz, at=at), attempt.started_at)
        if longer is not None and attempt.deadline_at is not None and longer > attempt.deadline_at:
            attempt.deadline_at = longer
            attempt.save(update_fields=["deadline_at"])


def hold_for_windows(*, quizzes: Collection[UUID], people: Collection[int]) -> None:
    """For a caller that has rows of its own to lock between this and ``set_windows``: whoever hands in waits here.

    A pupil who hands in holds the attempt first and the caller's rows last; in another order the two would block.
    """
    known = list(Quiz.objects.filter(key__in=quizzes)) if people else []
    if known:
        _hold(known, people)


def _hold(quizzes: Collection[Quiz], people: Collection[int]) -> list[Attempt]:
    """Their open attempts that have an end, before the people, as handing in does."""
    opened = Attempt.objects.filter(quiz__in=quizzes, learner__in=people, submitted_at=None).exclude(deadline_at=None)
    held = opened.select_for_update(of=("self",)).select_related("quiz", "learner").order_by("pk")
    found = list(held)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    return found


def drop_windows(*, source: UUID) -> None:
    """What this source said is no longer; an open attempt keeps the time it has."""
    Window.objects.filter(source=source).delete()
