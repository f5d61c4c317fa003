"""A worker is killed in the middle, another one goes on: nothing is lost, nothing is done twice (SECURITY 20)."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.db import connection

from accounts.roles import Role
from certificates.domain import batches
from certificates.domain.batches import NewItem
from certificates.models import Batch, Certificate
from core.environment import PROJECT_DIR
from progress.domain.activities import certificate_of
from progress.domain.batches import work_on
from progress.models import Enrolment
from tests.factories.courses import course_with_lessons
from tests.factories.people import staff
from tests.progress.doing import NOON
from tests.progress.handing_out import completed_people

MANY = 60
WORKER = """
import sys
import django
django.setup()
from progress.tasks import work_on_batch
work_on_batch.call(sys.argv[1])
"""


def worker(folder: Path, batch: Batch) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": ""}
    command = [sys.executable, "-c", WORKER, str(batch.public_id)]
    return subprocess.Popen(command, cwd=PROJECT_DIR, env=environment, stderr=subprocess.DEVNULL)


def wait_for(file: sqlite3.Connection, count: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        [(done,)] = file.execute("SELECT count(*) FROM certificates_batchitem WHERE state = 'done'")
        if done >= count:
            return
        time.sleep(0.005)
    raise AssertionError("the worker never came so far")


def new_batch(act: Batch.Act) -> Batch:
    outline = course_with_lessons(1)
    people = completed_people(MANY, outline)
    items = [NewItem(one, outline.course) for one in people]
    if act != Batch.Act.ISSUE:
        given = [certificate_of(one, at=NOON)[0] for one in Enrolment.objects.order_by("learner__name")]
        items = [NewItem(one.holder, one.source_key, one.pk) for one in given]
    by = staff(Role.ADMINISTRATOR)
    return batches.begin(act=act, label="Uji", items=items, missing=[], by=by, at=NOON)


def documents(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (folder / "uploads" / "certificates").rglob("*.pdf")}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("act", [Batch.Act.ISSUE, Batch.Act.PRINT])
def test_what_a_killed_worker_began_another_ends(transactional_db, tmp_path, act):
    batch = new_batch(act)
    shutil.copytree(django_settings.DATA_DIR / "keys", tmp_path / "keys")
    file = sqlite3.connect(tmp_path / "db.sqlite3", timeout=20, isolation_level=None)
    connection.connection.backup(file)
    first = worker(tmp_path, batch)
    wait_for(file, 15, first)
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    [(state, done)] = file.execute(
        "SELECT b.state, count(*) FROM certificates_batch b JOIN certificates_batchitem i ON i.batch_id = b.id"
        " WHERE i.state = 'done' GROUP BY b.id"
    )
    assert state == "running"
    assert 15 <= done < MANY
    made_before = documents(tmp_path)
    # For two minutes nobody can know that the first is dead; then:
    long_ago = (datetime.now(UTC) - batches.WORK_LOST - timedelta(seconds=1)).replace(tzinfo=None)
    file.execute("UPDATE certificates_batch SET claimed_at = ?", [long_ago.isoformat(sep=" ")])
    second = worker(tmp_path, batch)
    assert second.wait(timeout=120) == 0
    assert file.execute("SELECT state, problem FROM certificates_batch").fetchall() == [("done", "")]
    assert file.execute("SELECT DISTINCT state FROM certificates_batchitem").fetchall() == [("done",)]
    numbers = [number for (number,) in file.execute("SELECT number FROM certificates_certificate ORDER BY number")]
    assert numbers == [f"421/{number:04d}/KOMINFO/2026" for number in range(1, MANY + 1)]
    assert file.execute("SELECT count(DISTINCT holder_id) FROM certificates_certificate").fetchone() == (MANY,)
    assert file.execute("SELECT last FROM certificates_numbersequence").fetchall() == [(MANY,)]
    assert {path: changed for path, changed in documents(tmp_path).items() if path in made_before} == made_before
    if act == Batch.Act.PRINT:
        [(path,)] = file.execute("SELECT path FROM certificates_batch")
        with pikepdf.open(tmp_path / "uploads" / path) as whole:
            assert len(whole.pages) == 2 * MANY
        assert list((tmp_path / "scratch").iterdir()) == []
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()


@pytest.mark.parametrize("act", [Batch.Act.ISSUE, Batch.Act.ZIP])
def test_four_workers_at_one_batch_do_it_once(in_parallel, act, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    outline = course_with_lessons(1)
    people = completed_people(8, outline)
    items = [NewItem(one, outline.course) for one in people]
    if act == Batch.Act.ZIP:
        given = [certificate_of(one, at=NOON)[0] for one in Enrolment.objects.all()]
        items = [NewItem(one.holder, one.source_key, one.pk) for one in given]
    by = staff(Role.ADMINISTRATOR)
    batch = batches.begin(act=act, label="Uji", items=items, missing=[], by=by, at=NOON)
    results = in_parallel([partial(lambda: work_on(Batch.objects.get(pk=batch.pk))) for _ in range(4)])
    assert results == [None] * 4
    batch.refresh_from_db()
    assert (batch.state, batches.counts_of(batch).done) == ("done", 8)
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"421/{number:04d}/KOMINFO/2026" for number in range(1, 9)]
