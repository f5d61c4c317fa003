"""Issuing: facts, number, signed statement, notice, the task that draws the document: ``python -m bench.issuing``.

Each in a transaction of its own, as when people end a course one after the other, in one process, with the settings of
a real installation: every one is written to the disk before the next begins.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

from lms.bootstrap.postgres import Cluster, find_binaries
from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
PEOPLE, GOAL = 2_000, 200


def measure_issuing() -> list[Row]:
    """On SQLite, and on PostgreSQL where it is installed."""
    rows = [_row("SQLite", "")]
    binaries = find_binaries()
    if binaries:
        with Cluster(binaries) as cluster:
            rows.append(_row("PostgreSQL", cluster.url))
    return rows


def _row(database: str, url: str) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        command = [sys.executable, "-m", "bench.issuing", "--measure"]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    return (
        f"Issuing {PEOPLE:,} certificates one by one: facts, number, QR signature, {database}",
        f"{PEOPLE / told['made']:.0f} a second of processor; with the notice and the task that draws it "
        f"{PEOPLE / told['processor']:.0f}, by the clock {PEOPLE / told['seconds']:.0f}; {told['queries']:.0f} queries",
        f"≥ {GOAL} a second on one core",
    )


def _measure() -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    from accounts.models import User
    from accounts.models.people import Age
    from certificates.domain.issue import _create
    from certificates.models import Certificate
    from tests.certificates.making import ACHIEVEMENT, COURSE, NOON, issue_one

    people = User.objects.bulk_create(
        [
            User(username=f"o{number}", name=f"Orang Contoh {number}", age=Age.ADULT, name_confirmed_at=NOON)
            for number in range(2 * PEOPLE + 2)
        ]
    )
    issue_one(people[0])  # key, settings and sequence are there
    with CaptureQueriesContext(connection) as queries:
        issue_one(people[1])
    started, processor = time.monotonic(), time.process_time()
    for person in people[2 : PEOPLE + 2]:
        with transaction.atomic():
            issue_one(person)
    seconds, processor = time.monotonic() - started, time.process_time() - processor
    made = time.process_time()
    for person in people[PEOPLE + 2 :]:
        with transaction.atomic():
            _create(person, "course", COURSE, ACHIEVEMENT, NOON)
    made = time.process_time() - made
    assert Certificate.objects.exclude(statement="").count() == 2 * PEOPLE + 2
    return {"seconds": seconds, "processor": processor, "made": made, "queries": len(queries)}


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps(_measure()))
    else:
        for row in measure_issuing():
            print(f"| {' | '.join(row)} |")
