"""Carrying out a list: in steps of some hundred rows, each with its own mark that it is done.

Whoever works has a claim, and its heart-beat; a killed worker is followed by the next one, which finds the rows that
are left. Every step looks anew at who is there, under a lock on the school: two lists at once make nobody twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, User
from classes.domain.roster_people import carry_out_rows
from classes.domain.roster_plan import log_import
from classes.models import RosterImport, RosterRow
from classes.rosters.matching import Act
from classes.rosters.model import Why

AT_ONCE = 200  # rows that whoever asks waits for
WORKER_SILENT = timedelta(seconds=10)  # then whoever looks does some of the work
WORK_LOST = timedelta(minutes=2)  # without a heart-beat: the process that did it is gone
_WHILE_LOOKING = 4.0  # seconds
_STEP = 500  # rows

logger = logging.getLogger("lms.classes")
State = RosterImport.State


class LostClaim(Exception):
    """Somebody else works on it."""


@dataclass(frozen=True)
class Progress:
    done: int
    of: int


def wanted_rows(roster: RosterImport) -> QuerySet[RosterRow]:
    """Those with something to do; what is refused or not decided is left as it is."""
    decided = Q(act__in=(Act.NEW, Act.CHANGED, Act.SAME)) | Q(act=Act.ASK, choice__in=("new", "take"))
    return roster.rows.filter(decided | Q(act=Act.ABSENT, choice="out"))


def progress_of(roster: RosterImport) -> Progress:
    rows = wanted_rows(roster)
    return Progress(rows.filter(done=True).count(), rows.count())


def start_import(*, roster: RosterImport, by: User, at: datetime) -> None:
    """Twice is once. A short list is done when this returns; a long one by a task."""
    begun = RosterImport.objects.filter(pk=roster.pk, state__in=(State.READY, State.FAILED))
    with transaction.atomic():
        if not begun.update(state=State.WAITING, claimed_at=at):
            roster.refresh_from_db()
            return
        log_import(roster, "classes.roster_begun", by, at)
        if wanted_rows(roster).filter(done=False).count() > AT_ONCE:
            _ask_worker(roster)
            return
    work_on(roster)


def _ask_worker(roster: RosterImport) -> None:
    from classes.tasks import carry_out_roster  # the task calls this module

    transaction.on_commit(partial(carry_out_roster.enqueue, str(roster.public_id)))


def look(roster: RosterImport, *, at: datetime) -> None:
    """Whoever looks takes up what was left lying, a little of it at once."""
    silent = WORKER_SILENT if roster.state == State.WAITING else WORK_LOST
    if roster.state not in (State.WAITING, State.RUNNING) or (roster.claimed_at and at - roster.claimed_at < silent):
        return
    work_on(roster, seconds=_WHILE_LOOKING)


def work_on(roster: RosterImport, *, seconds: float | None = None) -> None:
    """All that is left, or what fits into these seconds. Does nothing where somebody is at it."""
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, claimed_at__lte=now - WORK_LOST)
    if not RosterImport.objects.filter(free, pk=roster.pk).update(state=State.RUNNING, claimed_at=now):
        return
    roster.refresh_from_db()
    until = None if seconds is None else monotonic() + seconds
    try:
        while _step(roster):
            if until is not None and monotonic() > until:
                RosterImport.objects.filter(pk=roster.pk, state=State.RUNNING).update(
                    state=State.WAITING, claimed_at=timezone.now()
                )
                break
    except LostClaim:
        logger.info("roster is worked on elsewhere", extra={"roster": str(roster.public_id)})
    except Exception:  # the page says so, the log says why, and it can be gone on with
        logger.exception("roster has failed", extra={"roster": str(roster.public_id)})
        RosterImport.objects.filter(pk=roster.pk).update(state=State.FAILED)
    roster.refresh_from_db()


@transaction.atomic
def _step(roster: RosterImport) -> bool:
    """Raises LostClaim. False: that was all of it."""
    now = timezone.now()
    mine = RosterImport.objects.filter(pk=roster.pk, state=State.RUNNING, claimed_at=roster.claimed_at)
    if not mine.update(claimed_at=now):
        raise LostClaim
    Organisation.objects.select_for_update().get(pk=roster.organisation_id)
    rows = list(wanted_rows(roster).filter(done=False).order_by("class_name", "line", "pk")[:_STEP])
    if rows:
        carry_out_rows(roster, rows, at=now)
    else:
        finish(roster, now)
    roster.claimed_at = now
    return bool(rows)


def finish(roster: RosterImport, at: datetime) -> None:
    """Of those who were left out no name is kept: their line says enough."""
    counts = {act.value: 0 for act in Act}
    for act, done in roster.rows.order_by().values_list("act", "done"):
        counts[act] += done or act == Act.REFUSED
    counts["undecided"] = roster.rows.filter(act=Act.ASK, done=False).count()
    roster.rows.update(name="", nickname="", nisn="", nipd="")
    roster.rows.exclude(why__in=(Why.OTHER_CLASS, Why.CLASS_NOT_OPENED)).update(class_name="")
    roster.rows.filter(done=False).exclude(act=Act.REFUSED).delete()
    roster.state, roster.done_at, roster.counts = State.DONE, at, counts
    roster.save(update_fields=["state", "done_at", "counts", "classes_made"])
    log_import(roster, "classes.roster_carried_out", roster.by, at, **{act: str(n) for act, n in counts.items()})


def waiting_imports() -> QuerySet[RosterImport]:
    return RosterImport.objects.filter(state__in=(State.WAITING, State.RUNNING))


def take_up_all(*, at: datetime) -> int:
    """What a worker that is gone has left is asked for again. Returns how many."""
    lost = [one for one in waiting_imports() if one.claimed_at is None or at - one.claimed_at > WORK_LOST]
    for one in lost:
        _ask_worker(one)
    return len(lost)


def ask_again_when_lost(*, at: datetime) -> None:
    """A worker begins: one before it may have been killed a second ago, which nobody can tell before its silence."""
    from classes.tasks import carry_out_roster  # the task calls this module

    for one in waiting_imports():
        lost_at = (one.claimed_at or at) + WORK_LOST
        carry_out_roster.using(run_after=max(at, lost_at)).enqueue(str(one.public_id))
