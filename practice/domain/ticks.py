"""Ticking the steps of a practice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from practice.models import PracticeTask, PracticeTick
from practice.rules import is_complete


@dataclass(frozen=True)
class Ticks:
    done: frozenset[str]  # keys of ticked steps
    complete: bool
    accompanied: bool


@transaction.atomic
def tick_steps(
    *,
    learner: User,
    task: PracticeTask,
    context: UUID,
    steps: Collection[str],
    accompanied: bool,
    by: User,
    at: datetime,
) -> Ticks:
    """The ticked steps are now exactly these – but a list that was complete stays complete (DESIGN §4.5).

    A companion may also be named afterwards; one who was there once is never taken away.
    """
    known = [step.key for step in task.steps.all()]
    wanted = set(steps) & set(known)
    mine = PracticeTick.objects.select_for_update().filter(learner=learner, context=context)
    had = set(mine.values_list("step", flat=True))
    if not is_complete(known, had):
        mine.filter(step__in=had - wanted).delete()
    if accompanied:
        mine.filter(step__in=had & wanted).update(accompanied=True)
    PracticeTick.objects.bulk_create(
        [
            PracticeTick(learner=learner, task=task, context=context, step=step, by=by, accompanied=accompanied, at=at)
            for step in wanted - had
        ],
        ignore_conflicts=True,
    )
    return ticks_of(learner=learner, contexts={context: known})[context]


def ticks_of(*, learner: User, contexts: dict[UUID, Sequence[str]]) -> dict[UUID, Ticks]:
    """What is ticked in each activity (``contexts``: activity → keys of its steps); one query."""
    rows = PracticeTick.objects.filter(learner=learner, context__in=list(contexts)).values_list(
        "context", "step", "accompanied"
    )
    done: dict[UUID, set[str]] = {context: set() for context in contexts}
    with_somebody: set[UUID] = set()
    for context, step, accompanied in rows:
        done[context].add(step)
        if accompanied:
            with_somebody.add(context)
    return {
        context: Ticks(frozenset(done[context]), is_complete(steps, done[context]), context in with_somebody)
        for context, steps in contexts.items()
    }
