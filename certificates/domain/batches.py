"""Work on many certificates at once, in small committed steps. Whoever works has a claim, and shows that it lives.

The heart-beat is the claim: whoever wrote the last one works on, anybody else finds another one there and stops. So a
killed worker needs no cleaning up, and one that was only thought dead does no harm when it comes back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from certificates.domain.bundles import FOLDER, bundle
from certificates.domain.documents import certificate_pdf
from certificates.models import Batch, BatchItem, Certificate
from core import audit

WORKER_SILENT = timedelta(seconds=10)  # then whoever looks does some of the work
WORK_LOST = timedelta(minutes=2)  # without a heart-beat: the process that did it is gone
KEPT_FOR = timedelta(days=30)
OURS = (Batch.Act.ISSUE, Batch.Act.ZIP, Batch.Act.PRINT)
_UNFINISHED = (Batch.State.WAITING, Batch.State.RUNNING)
CANCELLED, FAILED = "cancelled", "failed"  # what Batch.problem says
NOT_DRAWN, NOT_ISSUED = "not_drawn", "not_issued"  # faults of ours, worth another try
_AT_A_TIME = 20

logger = logging.getLogger("lms.certificates")


class LostClaim(Exception):
    """Somebody else works on it, or it was stopped."""


@dataclass(frozen=True)
class NewItem:
    person: User | None
    source_key: UUID | None = None
    certificate: int | None = None


Missing = Sequence[tuple[str, str, str, int, int]]  # public id of the person, reason, course, lessons left, of so many


@transaction.atomic
def begin(*, act: Batch.Act, label: str, items: Sequence[NewItem], missing: Missing, by: User, at: datetime) -> Batch:
    batch = Batch.objects.create(
        act=act, label=label[:200], made_by=by, made_at=at, missing=[list(one) for one in missing]
    )
    BatchItem.objects.bulk_create(
        [
            BatchItem(
                batch=batch,
                position=position,
                person=item.person,
                source_key=item.source_key,
                certificate_id=item.certificate,
            )
            for position, item in enumerate(items, 1)
        ],
        batch_size=500,
    )
    _log("certificates.batch_begun", batch, by, at, count=len(items))
    return batch


def _log(action: str, batch: Batch, by: User, at: datetime, **detail: int) -> None:
    audit.log(
        actor=str(by.public_id), action=action, subject=str(batch.public_id), detail={"act": batch.act, **detail}, at=at
    )


@dataclass
class Claim:
    batch: Batch
    since: datetime
    until: float | None = None  # of time.monotonic: whoever looks at a page works a little only

    @property
    def is_spent(self) -> bool:
        return self.until is not None and time.monotonic() >= self.until

    def beat(self) -> None:
        """Raises LostClaim."""
        self._write(claimed_at=timezone.now())

    @contextmanager
    def step(self) -> Iterator[None]:
        """A transaction that is kept only while the claim holds."""
        before = self.since
        try:
            with transaction.atomic():
                self.beat()
                yield
        except BaseException:
            self.since = before  # the beat is taken back with everything else
            raise

    def _write(self, **values: object) -> None:
        mine = Batch.objects.filter(pk=self.batch.pk, state=Batch.State.RUNNING, claimed_at=self.since)
        if not mine.update(**values):
            raise LostClaim
        for name, value in values.items():
            setattr(self.batch, name, value)
        assert self.batch.claimed_at is not None
        self.since = self.batch.claimed_at

    def release(self) -> None:
        """For now: whoever comes next goes on."""
        self._write(state=Batch.State.WAITING, claimed_at=timezone.now())

    def finish(self, path: str = "") -> None:
        self._write(state=Batch.State.DONE, done_at=timezone.now(), path=path, problem="")

    def fail(self) -> None:
        self._write(state=Batch.State.FAILED, done_at=timezone.now(), problem=FAILED)


def claim(batch: Batch, *, seconds: float | None = None) -> Claim | None:
    """None: it is over, or somebody is at it. One statement, so that of two at once one gets it."""
    now = timezone.now()
    free = Q(state=Batch.State.WAITING) | Q(state=Batch.State.RUNNING) & (
        Q(claimed_at=None) | Q(claimed_at__lte=now - WORK_LOST)
    )
    if not Batch.objects.filter(free, pk=batch.pk).update(state=Batch.State.RUNNING, claimed_at=now):
        return None
    batch.refresh_from_db()
    return Claim(batch, now, None if seconds is None else time.monotonic() + seconds)


def is_idle(batch: Batch, at: datetime) -> bool:
    """Nobody seems to work on what is not done."""
    if batch.state == Batch.State.WAITING:
        return batch.claimed_at is not None or at - batch.made_at > WORKER_SILENT
    return is_lost(batch, at)


def is_lost(batch: Batch, at: datetime) -> bool:
    return batch.state == Batch.State.RUNNING and (batch.claimed_at is None or at - batch.claimed_at > WORK_LOST)


def unfinished() -> QuerySet[Batch]:
    return Batch.objects.filter(act__in=OURS, state__in=_UNFINISHED)


def waiting_items(batch: Batch) -> list[BatchItem]:
    """The next few."""
    waiting = batch.items.filter(state=BatchItem.State.WAITING).select_related("person", "certificate")
    return list(waiting.order_by("position")[:_AT_A_TIME])


def end_item(item: BatchItem, *, reason: str = "") -> None:
    """Part of a step of the claim."""
    item.state, item.reason = BatchItem.State.SKIPPED if reason else BatchItem.State.DONE, reason
    item.save(update_fields=["state", "reason", "certificate"])


def make_documents(claim: Claim) -> bool:
    """Of each certificate that waits; False: the time is up. A kept document is taken as it is, so twice is once."""
    while items := waiting_items(claim.batch):
        for item in items:
            if claim.is_spent:
                return False
            reason = _make_document(item)
            with claim.step():
                end_item(item, reason=reason)
    return True


def _make_document(item: BatchItem) -> str:
    """What is in the way. One that cannot be drawn keeps nobody else from theirs."""
    certificate = item.certificate
    if certificate is None or certificate.erased:
        return "erased"
    if certificate.state != Certificate.State.LIVE:
        return "not_valid"
    try:
        certificate_pdf(certificate)
    except Exception:  # whatever it is, it is in the log and in the list of what is missing
        logger.exception("certificate cannot be drawn", extra={"certificate": str(certificate.public_id)})
        return NOT_DRAWN
    return ""


def put_together(claim: Claim) -> None:
    """The file itself, from kept documents: begun anew by whoever takes it up. Raises LostClaim."""
    claim.beat()
    earlier, path = claim.batch.path, bundle(claim.batch, alive=claim.beat)
    try:
        claim.finish(path)
    except LostClaim:
        default_storage.delete(path)
        raise
    if earlier:
        default_storage.delete(earlier)


@dataclass(frozen=True)
class Counts:
    done: int
    skipped: int
    total: int

    @property
    def over(self) -> int:
        return self.done + self.skipped


def counts_of(batch: Batch) -> Counts:
    states = dict(batch.items.order_by().values_list("state").annotate(count=Count("pk")))
    return Counts(states.get(BatchItem.State.DONE, 0), states.get(BatchItem.State.SKIPPED, 0), sum(states.values()))


@transaction.atomic
def cancel(batch: Batch, *, by: User, at: datetime) -> bool:
    """What is done stays done. False: it was over already."""
    stopped = unfinished().filter(pk=batch.pk)
    if not stopped.update(state=Batch.State.FAILED, problem=CANCELLED, done_at=at, claimed_at=None):
        return False
    _log("certificates.batch_cancelled", batch, by, at)
    return True


def can_go_on(batch: Batch) -> bool:
    """It was stopped, or something was left out for a fault, or its file was thrown away."""
    if batch.state != Batch.State.DONE:
        return batch.state == Batch.State.FAILED
    return _faults(batch).exists() or (batch.act != Batch.Act.ISSUE and not batch.path)


def _faults(batch: Batch) -> QuerySet[BatchItem]:
    return batch.items.filter(reason__in=(NOT_DRAWN, NOT_ISSUED))


@transaction.atomic
def resume(batch: Batch, *, by: User, at: datetime) -> bool:
    """What is done stays done; faults are tried again. False: there is nothing to go on with."""
    locked = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.act not in OURS or not can_go_on(locked):
        return False
    _faults(locked).update(state=BatchItem.State.WAITING, reason="")
    locked.state, locked.problem, locked.done_at, locked.claimed_at = Batch.State.WAITING, "", None, None
    locked.save(update_fields=["state", "problem", "done_at", "claimed_at"])
    _log("certificates.batch_resumed", batch, by, at)
    return True


def forget_results_with(certificates: QuerySet[Certificate]) -> None:
    """Files that hold documents of somebody who has erased their data. The work can be done again without them."""
    theirs = Batch.objects.filter(act__in=OURS, items__certificate__in=certificates).exclude(path="")
    for batch in theirs.distinct():
        default_storage.delete(batch.path)
        Batch.objects.filter(pk=batch.pk).update(path="")


def remove_old(*, at: datetime, dry_run: bool = False) -> int:
    """Results, and what is known of the work, after a month; and files that no work refers to. Returns how many."""
    old = Batch.objects.filter(act__in=OURS, made_at__lte=at - KEPT_FOR)
    kept = _paths(Batch.objects.exclude(pk__in=old.values("pk")))
    files = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    leaving = _paths(old)
    stray = {path for name in files if (path := f"{FOLDER}/{name}") not in kept | leaving and _is_of_before(path, at)}
    count = old.count()
    if not dry_run:
        for path in leaving | stray:
            default_storage.delete(path)
        old.delete()
    return count + len(stray)


def _paths(found: QuerySet[Batch]) -> set[str]:
    return set(found.exclude(path="").values_list("path", flat=True))


def _is_of_before(path: str, at: datetime) -> bool:
    return default_storage.get_modified_time(path) <= at - timedelta(days=1)
