"""`housekeeping`: throws away what nobody needs any more, counts only, and checks the audit chain."""

from __future__ import annotations

import io
import os
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from accounts.domain.guests import ABANDONED_AFTER
from accounts.models import AccountMerge, Session, User
from accounts.roles import Role
from certificates.models import Batch
from classes.models import RosterImport
from core import audit, requestkeys
from core.models import AuditEvent, RateWindow, RequestKey
from courses.models import PackImport
from media.h5p.forms.models import H5PDraft
from media.h5p.places import content_storage, upload_storage
from quizzes.domain.uploads import FOLDER
from tests.factories.courses import question, quiz
from tests.factories.people import guest, learner, organisation, person, staff
from tests.factories.tampering import take_the_guard_away
from tests.quizzes.doing import start

NAME = "Wulandari Kenari"


@pytest.fixture
def old(db):
    """Of everything one that is out of date and one that is not. The outdated moment."""
    now = timezone.now()
    person(name=NAME)
    guest()
    User.objects.filter(pk=guest().pk).update(joined_at=now - ABANDONED_AFTER - timedelta(days=1))
    for number, days in enumerate((1, -1)):
        Session.objects.create(session_key=f"kunci{number}", session_data="x", expire_date=now + timedelta(days=days))
    for at in (now, now - requestkeys.KEPT_FOR - timedelta(days=1)):
        RequestKey.objects.create(person=uuid4(), key=uuid4(), act="lesson", at=at)
    for at in (now, now - timedelta(days=3)):
        RateWindow.objects.create(key="k", starts_at=at, count=1)
    for at in (now, now - timedelta(days=15)):
        made = DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}}, task_path="certificates.tasks.render_certificate", backend_name="default",
            queue_name="default", priority=0, status="SUCCESSFUL", exception_class_path="", traceback="", worker_ids=[],
        )  # fmt: skip
        DBTaskResult.objects.filter(pk=made.pk).update(finished_at=at)
    upload = default_storage.path(default_storage.save(f"{FOLDER}/{uuid4()}/soal.txt", ContentFile(b"x")))
    os.utime(upload, times=((now - timedelta(days=2)).timestamp(),) * 2)
    package = upload_storage().path(f"{uuid4()}.h5p")
    package.parent.mkdir(parents=True, exist_ok=True)
    package.write_bytes(b"x")
    left = content_storage().path(f"{uuid4()}/sisa")
    left.mkdir(parents=True)
    for path in (package, left):
        os.utime(path, times=((now - timedelta(days=2)).timestamp(),) * 2)
    for days in (1, 31):  # the first waits for a worker
        at = now - timedelta(days=days)
        Batch.objects.create(act=Batch.Act.ZIP, label="x", made_at=at, state="waiting" if days == 1 else "done")
    author = staff(Role.AUTHOR)
    for days in (1, 31):
        H5PDraft.objects.create(by=author, main_library="H5P.Contoh 1.0", changed_at=now - timedelta(days=days))
    for days in (1, 8):
        PackImport.objects.create(name="x.paket.zip", by=author, at=now - timedelta(days=days))
    of = organisation()
    for days in (0, 2):
        RosterImport.objects.create(organisation=of, by=author, at=now - timedelta(days=days))
    for days in (1, -1):
        until = now + timedelta(days=days)
        AccountMerge.objects.create(reason="other", at=now, undo_until=until, before={"accounts.User": {}})
    for minutes in (1, 60):
        exam = quiz(fixed=[question()], time_limit=minutes)
        start(learner(), exam, uuid4(), at=now - timedelta(minutes=30))
    audit.log(actor="system", action="test.done", subject="x")
    yield
    for path in (Path(upload), package):
        path.unlink(missing_ok=True)
    shutil.rmtree(left.parent, ignore_errors=True)


def run(*options: str) -> list[str]:
    out = io.StringIO()
    with translation.override("en"):
        call_command("housekeeping", *options, stdout=out)
    return out.getvalue().splitlines()


def rows() -> list[int]:
    return [model.objects.count() for model in (User, Session, RequestKey, RateWindow, DBTaskResult)]


def lines(count: int, last: str, *, taken_up: int = 1) -> list[str]:
    """Work that was taken up waits for its worker, so it is taken up once more the next day."""
    return [
        f"Guests nobody can come back to: {count}.",
        f"Expired sessions: {count}.",
        f"Merges of accounts that cannot be undone any more: {count}.",
        f"Old request keys: {count}.",
        f"Old counts of tries: {count}.",
        f"Finished tasks: {count}.",
        f"Files of questions never imported: {count}.",
        f"H5P files brought and never taken: {count}.",
        f"Folders of H5P that nothing refers to: {count}.",
        f"Course packs brought more than a week ago: {count}.",
        f"H5P drafts nobody came back to: {count}.",
        f"Work on many certificates, older than a month: {count}.",
        f"Work on many certificates, taken up again: {taken_up}.",
        f"Lists of pupils, older than a day or done a month ago: {count}.",
        "Lists of pupils, taken up again: 0.",
        f"Attempts at quizzes whose time is up, handed in: {count}.",
        last,
        "The audit chain is whole: 2 entries.",
    ]


def test_without_being_told_to_it_only_counts(old):
    before = rows()
    assert before == [6, 2, 2, 2, 2]
    for _ in range(2):
        assert run() == lines(1, "Nothing was removed. To remove it: --remove")
    assert rows() == before


def test_it_removes_what_is_out_of_date_and_only_that(old):
    assert run("--remove") == lines(1, "Removed.")
    assert rows() == [5, 1, 1, 1, 1]
    assert run("--remove") == lines(0, "Removed.")
    assert rows() == [5, 1, 1, 1, 1]
    assert User.objects.filter(name=NAME).exists()


def test_it_names_nobody(old):
    assert NAME.split()[0] not in "\n".join(run("--remove"))


def test_a_broken_audit_chain_ends_in_an_error_that_says_where(old):
    audit.log(actor="system", action="test.done", subject="y")
    take_the_guard_away()
    AuditEvent.objects.filter(sequence=1).update(subject="z")
    with pytest.raises(CommandError) as broken, translation.override("en"):
        call_command("housekeeping", "--remove", stdout=io.StringIO())
    assert str(broken.value).startswith("The audit chain is broken at entry 1: ")
    assert broken.value.returncode == 1
    assert rows() == [5, 1, 1, 1, 1]
