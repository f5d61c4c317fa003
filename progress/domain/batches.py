"""Handing out many certificates: issue what was earned, one archive, one file for the printer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.domain import batches
from certificates.domain.batches import Claim, LostClaim, NewItem
from certificates.models import Batch, BatchItem, Certificate
from courses.domain.outlines import read_outline
from courses.models import CourseOutline
from progress.domain.activities import end_course
from progress.domain.standings import Row, Scope, Standing, rows_of
from progress.models import Enrolment

MOST_DOCUMENTS = 5_000  # of one file; more fill the disk and no printer takes them
_AT_ONCE = 1.5  # seconds in which whoever asks waits for the answer: a class is done by then
_WHILE_LOOKING = 4.0  # seconds of work by whoever looks, where no worker does it

Issuer = Callable[[BatchItem, datetime], str | None]  # what is in the way, "" for nothing; None: not mine

logger = logging.getLogger("lms.certificates")
_issuers: list[Issuer] = []  # of what apps above give certificates for: training events


def register_issuer(issuer: Issuer) -> None:
    """It issues, with the item's certificate set, for those whose key is its own; each in its own transaction."""
    if issuer not in _issuers:
        _issuers.append(issuer)


class NothingToDo(Exception):
    """Nobody of these has a certificate, or has earned one."""


class TooManyDocuments(Exception):
    """More than one file holds."""


def start(act: Batch.Act, scope: Scope, *, by: User, at: datetime) -> Batch:
    """Small ones are done when this returns; the others by a task. Raises NothingToDo, TooMany…"""
    rows = rows_of(scope, by=by)
    wanted = Standing.EARNED if act == Batch.Act.ISSUE else Standing.HAS
    taken = [row for row in rows if row.standing == wanted]
    if not taken:
        raise NothingToDo
    if act != Batch.Act.ISSUE and len(taken) > MOST_DOCUMENTS:
        raise TooManyDocuments
    batch = batches.begin(
        act=act,
        label=label_of(scope, rows),
        items=[NewItem(row.person, row.course, row.certificate) for row in taken],
        missing=[_missing(row) for row in rows if row.standing != wanted] if act != Batch.Act.ISSUE else [],
        by=by,
        at=at,
    )
    set_off(batch)
    return batch


def set_off(batch: Batch) -> None:
    """Some of it at once, the rest by a task."""
    work_on(batch, seconds=_AT_ONCE)
    if batch.state == Batch.State.WAITING:
        ask_worker(batch)


def label_of(scope: Scope, rows: Sequence[Row]) -> str:
    """“Mulai dari HP · SMP Sukamaju”: of whom it is, without a person's name."""
    title = next((row.title for row in rows if row.title), "") if scope.course else ""
    place = scope.organisation.name if scope.organisation else ""
    people = ""
    if scope.chosen or scope.words.strip():
        people = _("%(count)s people chosen") % {"count": len({row.person.pk for row in rows})}
    return " · ".join(filter(None, (title, place, people)))


def _missing(row: Row) -> tuple[str, str, str, int, int]:
    reason = row.reason.value if row.reason else "earned"
    return str(row.person.public_id), reason, row.title, row.left, row.of


def ask_worker(batch: Batch) -> None:
    from progress.tasks import work_on_batch  # the task calls this module

    transaction.on_commit(partial(work_on_batch.enqueue, str(batch.public_id)))


def look(batch: Batch, *, at: datetime) -> None:
    """Whoever looks takes up what was left lying: some of it at once, and the worker is asked for the rest."""
    if not batches.is_idle(batch, at):
        return
    was_lost = batches.is_lost(batch, at)
    work_on(batch, seconds=_WHILE_LOOKING)
    if was_lost and batch.state == Batch.State.WAITING:
        ask_worker(batch)


def work_on(batch: Batch, *, seconds: float | None = None) -> None:
    """All that is left, or as much as fits. Does nothing where somebody is at it; what goes wrong stands in it then."""
    claim = batches.claim(batch, seconds=seconds)
    if claim is None:
        return
    try:
        _work(claim)
    except LostClaim:
        logger.info("batch is worked on elsewhere, or was stopped", extra={"batch": str(batch.public_id)})
    except Exception:  # the page says so, the log says why, and it can be gone on with
        logger.exception("batch has failed", extra={"batch": str(batch.public_id)})
        with suppress(LostClaim):
            claim.fail()
    batch.refresh_from_db()


def _work(claim: Claim) -> None:
    issues = claim.batch.act == Batch.Act.ISSUE
    is_done = _issue_all(claim) if issues else _issue_for_file(claim) and batches.make_documents(claim)
    if not is_done:
        claim.release()
    elif issues:
        claim.finish()
    else:
        batches.put_together(claim)


def _issue_all(claim: Claim) -> bool:
    """Each in a transaction with its own mark that it is done, so that none is done twice and none is lost."""
    while items := batches.waiting_items(claim.batch):
        for item in items:
            if claim.is_spent:
                return False
            _issue_one(claim, item)
    return True


def _issue_for_file(claim: Claim) -> bool:
    """Of a file whose certificates are not all issued yet; those are, and wait for their documents."""
    to_issue = claim.batch.items.filter(state=BatchItem.State.WAITING, certificate=None, source_key__isnull=False)
    for item in to_issue.select_related("person").order_by("position"):
        if claim.is_spent:
            return False
        _issue_one(claim, item, goes_on=True)
    return True


def _issue_one(claim: Claim, item: BatchItem, *, goes_on: bool = False) -> None:
    """``goes_on``: its document comes next, so it is not done with this."""
    try:
        with claim.step():
            reason = _issue(item, at=timezone.now())
            if goes_on and not reason:
                item.save(update_fields=["certificate"])
            else:
                batches.end_item(item, reason=reason)
    except LostClaim:
        raise
    except Exception:  # it is in the log and in the list of who was left out; the others get theirs
        logger.exception("certificate cannot be issued", extra={"batch": str(claim.batch.public_id)})
        item.certificate = None
        with claim.step():
            batches.end_item(item, reason=batches.NOT_ISSUED)


def _issue(item: BatchItem, *, at: datetime) -> str:
    """What is in the way now; people may have gone on, or away, since the list was made."""
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("version", "completed_version", "learner")
        .filter(learner=item.person, course=item.source_key)
        .first()
        if item.person
        else None
    )
    if enrolment is None:
        for issuer in _issuers:
            if (reason := issuer(item, at)) is not None:
                return reason
        return "erased" if item.person is None else "not_enrolled"
    row = CourseOutline.objects.main(enrolment.course)
    ended = end_course(enrolment, outline=read_outline(row) if row else None, at=at)
    item.certificate = ended.certificate
    if ended.certificate is not None:
        return "" if ended.certificate.state == Certificate.State.LIVE else "revoked"
    if ended.waits_for_name:
        return "guest" if enrolment.learner.is_guest else "name"
    return "unpublished" if enrolment.completed_at else "not_complete"


def go_on(batch: Batch, *, by: User, at: datetime) -> None:
    """After it was stopped, or for what went wrong."""
    if not batches.resume(batch, by=by, at=at):
        return
    batch.refresh_from_db()
    set_off(batch)


def take_up_all(*, at: datetime) -> int:
    """What a worker that is gone has left: asked for again. Returns how many."""
    lost = [batch for batch in batches.unfinished() if batches.is_idle(batch, at)]
    for batch in lost:
        ask_worker(batch)
    return len(lost)


def ask_again_when_lost(*, at: datetime) -> None:
    """A worker begins: one before it may have been killed a second ago, which nobody can tell before its silence."""
    from progress.tasks import work_on_batch  # the task calls this module

    for batch in batches.unfinished():
        lost_at = (batch.claimed_at or at) + batches.WORK_LOST
        work_on_batch.using(run_after=max(at, lost_at)).enqueue(str(batch.public_id))
