"""Work that outlives a worker: one does it at a time, and whoever comes after a lost one goes on where it stopped.

The row tells who is at it by ``state`` and ``claimed_at``, the heart-beat. What is done stands in the database piece by
piece, so the same piece done twice is done once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from certificates.models import Batch, SignedReturn

Row = Batch | SignedReturn
WORKER_SILENT = timedelta(seconds=10)  # then whoever looks at the page does some of it
WORK_LOST = timedelta(minutes=2)  # the process that did it is gone
A_LITTLE = 3.0  # seconds of work while somebody waits for a page


@dataclass
class Patience:
    """How long to work before letting the next one go on. None: to the end."""

    seconds: float | None = None
    began: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        return self.seconds is not None and time.monotonic() - self.began > self.seconds


def claim(row: Row) -> bool:
    """Whether it is ours now."""
    at = timezone.now()
    with transaction.atomic():
        now = type(row).objects.select_for_update().filter(pk=row.pk).first()
        if now is None or now.state in (Batch.State.DONE, Batch.State.FAILED):
            return False
        if now.state == Batch.State.RUNNING and now.claimed_at and at - now.claimed_at <= WORK_LOST:
            return False
        now.state, now.claimed_at = Batch.State.RUNNING, at
        now.save(update_fields=["state", "claimed_at"])
    row.refresh_from_db()
    return True


def beat(row: Row) -> None:
    type(row).objects.filter(pk=row.pk).update(claimed_at=timezone.now())


def let_go(row: Row) -> None:
    """There is more to do."""
    type(row).objects.filter(pk=row.pk).update(state=Batch.State.WAITING, claimed_at=timezone.now())


def fail(row: Row, problem: str = "") -> None:
    type(row).objects.filter(pk=row.pk).update(state=Batch.State.FAILED, problem=problem[:300])


def begin_again(row: Row) -> None:
    type(row).objects.filter(pk=row.pk, state=Batch.State.FAILED).update(
        state=Batch.State.WAITING, problem="", claimed_at=timezone.now()
    )


def is_neglected(row: Row, *, at: datetime) -> bool:
    """Nobody seems to work on it."""
    since = row.claimed_at or (row.made_at if isinstance(row, Batch) else row.at)
    if row.state == Batch.State.WAITING:
        return at - since > WORKER_SILENT
    return row.state == Batch.State.RUNNING and at - since > WORK_LOST
