"""Short ways to tick a practice and to say what is ticked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from practice.domain.ticks import Ticks, tick_steps
from practice.models import PracticeTask
from tests.conftest import NOON


def tick(
    somebody: Any,
    task: PracticeTask,
    place: UUID,
    *steps: str,
    accompanied: bool = False,
    by: Any = None,
    at: datetime = NOON,
) -> Ticks:
    return tick_steps(
        learner=somebody, task=task, context=place, steps=steps, accompanied=accompanied, by=by or somebody, at=at
    )


def ticked(*steps: str, complete: bool = False, accompanied: bool = False) -> Ticks:
    return Ticks(frozenset(steps), complete, accompanied)
