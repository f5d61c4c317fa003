"""A large import in the background: how far it is, and stopping it. All of the file or nothing stays the promise."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from quizzes.domain.imports import Target, import_questions
from quizzes.domain.uploads import Upload, drop_note, drop_upload, kept_upload, read_note, write_note
from quizzes.models import Pool

LARGE = 150_000  # bytes: some hundred questions, more than anybody waits for without a word
SILENT_FOR = timedelta(minutes=3)
_RUN, _STOP = "run", "stop"


class Stopped(Exception):
    """Whoever imports does not want it any more; nothing was made."""


@dataclass(frozen=True)
class Run:
    """``state``: waiting, running, done, stopped, failed, or silent when nothing was heard for long."""

    state: str
    heard_at: str
    done: int = 0
    of: int = 0
    made: int = 0
    there: int = 0
    refused: int = 0
    groups: tuple[int, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.state not in ("waiting", "running")


def import_run(person: User, token: UUID, *, at: datetime) -> Run | None:
    """None where no import was started with this upload."""
    noted = read_note(person, token, _RUN)
    if not noted:
        return None
    run = Run(**json.loads(noted))
    if not run.is_over and at - datetime.fromisoformat(run.heard_at) > SILENT_FOR:
        return replace(run, state="silent")
    return run


def start_import(*, person: User, upload: Upload, target: Target, at: datetime) -> None:
    """Once for each upload, unless the last try ended without making anything."""
    from quizzes.tasks import import_upload  # the task calls this module

    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)  # a second press waits and sees it running
        run = import_run(person, upload.token, at=at)
        if run is not None and not run.is_over:
            return
        drop_note(person, upload.token, _STOP)
        _tell(person, upload.token, Run("waiting", at.isoformat()))
        pool = target.pool.pk if target.pool else None
        call = partial(import_upload.enqueue, person.pk, str(upload.token), target.name, target.by_category, pool)
        transaction.on_commit(call)


def cancel_import(person: User, token: UUID) -> None:
    run = import_run(person, token, at=timezone.now())
    if run is None or run.is_over:
        return
    write_note(person, token, _STOP, "1")
    if run.state == "waiting":
        _tell(person, token, replace(run, state="stopped"))


def carry_out(*, person: User, token: UUID, target: Target, at: datetime) -> None:
    """What the task does. Twice is once: the upload goes with the first that succeeds."""
    upload = kept_upload(person, token)
    if upload is None or read_note(person, token, _STOP):
        return
    tell = partial(_tell, person, token)
    tell(Run("running", at.isoformat()))

    def progress(done: int, of: int) -> None:
        if read_note(person, token, _STOP):
            raise Stopped
        tell(Run("running", timezone.now().isoformat(), done, of))

    try:
        made = import_questions(data=upload.data, form=upload.form, target=target, by=person, at=at, progress=progress)
    except Stopped:
        tell(Run("stopped", timezone.now().isoformat()))
        return
    except Exception:
        tell(Run("failed", timezone.now().isoformat()))
        raise
    groups = tuple(pool.pk for pool in made.groups)
    tell(Run("done", timezone.now().isoformat(), made.made, made.made, made.made, made.there, made.refused, groups))
    drop_upload(person, token)


def target_of(name: str, by_category: bool, pool: int | None) -> Target:
    return Target(name, by_category, Pool.objects.filter(pk=pool).first() if pool else None)


def _tell(person: User, token: UUID, run: Run) -> None:
    told: dict[str, Any] = asdict(run)
    write_note(person, token, _RUN, json.dumps(told))
