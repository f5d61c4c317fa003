"""Grading 10,000 attempts of 20 questions again, with everything that follows from it: ``python -m bench.regrading``.

One key is wrong. Every second person gains a mark by the new one. Once nothing follows from it, and once 1,000 of them
pass by it, complete the course and get the certificate, which costs more than all the grading. Marks, records, notices
and the log are written as the trainers’ screen does it, batch by batch.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

from lms.bootstrap.postgres import Cluster, find_binaries
from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
PEOPLE, QUESTIONS, COMPLETING = 10_000, 20, 1_000
GOAL = 30


def measure_regrading() -> list[Row]:
    """On SQLite, and on PostgreSQL where it is installed; each in a process and a folder of its own."""
    rows = [_row("SQLite", "", completing) for completing in (0, COMPLETING)]
    binaries = find_binaries()
    for completing in (0, COMPLETING) if binaries else ():
        with Cluster(binaries) as cluster:
            rows.append(_row("PostgreSQL", cluster.url, completing))
    return rows


def _row(database: str, url: str, completing: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        command = [sys.executable, "-m", "bench.regrading", "--measure", str(completing)]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return (
        f"Grading 10,000 attempts of {QUESTIONS} questions again, {database}"
        + (f", and {completing:,} certificates" if completing else ""),
        f"{told['seconds']:.1f} s ({told['processor']:.1f} s of processor, longest transaction "
        f"{told['longest']:.2f} s, preview {told['preview']:.1f} s, {told['memory']:+.0f} MB)",
        "–" if completing else f"≤ {GOAL} s",
    )


def _measure(completing: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from accounts.models import User
    from bench.regrading_data import make_attempts
    from certificates.models import Certificate
    from progress.domain.regrade import regrade_people
    from quizzes.domain.regrade import begin, next_people, preview

    question = make_attempts(people=PEOPLE, questions=QUESTIONS, completing=completing)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    told = preview(question)
    looked = time.monotonic() - started
    assert sum(not change.lowers for change in told.changes) == PEOPLE // 2
    started, processor, longest, after = time.monotonic(), time.process_time(), 0.0, 0
    regrade, _new = begin(
        question=question, version=question.current_version_id, reason="Kunci keliru.", takes_passes=False,
        by=User.objects.earliest("pk"), at=timezone.now(),
    )  # fmt: skip
    while people := next_people(regrade, after):
        batch = time.monotonic()
        with transaction.atomic():
            regrade_people(regrade, people, at=timezone.now())
        longest, after = max(longest, time.monotonic() - batch), people[-1]
    seconds = time.monotonic() - started
    assert regrade.changes.count() == PEOPLE // 2
    assert Certificate.objects.count() == completing
    return {
        "seconds": seconds,
        "processor": time.process_time() - processor,
        "longest": longest,
        "preview": looked,
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps(_measure(int(sys.argv[-1]))))
    else:
        for row in measure_regrading():
            print(f"| {' | '.join(row)} |")
