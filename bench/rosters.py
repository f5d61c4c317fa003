"""A list of 5,000 pupils, read, looked at, carried out, brought again and taken back: ``python -m bench.rosters``.

On PostgreSQL where it is installed, else on SQLite. The list is one of Dapodik's, with 66 columns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

from lms.bootstrap.postgres import Cluster, find_binaries
from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
MANY, PER_CLASS = 5_000, 36


def measure_rosters() -> list[Row]:
    binaries = find_binaries()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = stack.enter_context(Cluster(binaries)).url if binaries else ""
        told = _run(folder, url)
    where = "PostgreSQL" if binaries else "SQLite"
    steps = f"reading {told['read']:.1f} s, looking {told['look']:.1f} s, carrying out {told['carry']:.1f} s"
    return [
        (
            f"Roster import, {MANY:,} rows of a Dapodik list, {where}",
            f"{told['all']:.1f} s ({steps}); {told['processor']:.1f} s of processor beside the database",
            "≤ 20 s",
        ),
        ("– the same list again, which changes nothing", f"{told['again']:.1f} s", "–"),
        ("– taking it back", f"{told['undo']:.1f} s", "–"),
    ]


def _run(folder: str, url: str) -> dict[str, float]:
    environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lms.settings"}
    command = [sys.executable, "-m", "bench.rosters", "--work"]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _work() -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from classes.domain.roster_apply import start_import, work_on
    from classes.domain.roster_plan import begin_import
    from classes.domain.roster_undo import undo_import
    from classes.models import Member
    from classes.rosters.read import read_list
    from tests.classes.making import coordinator, school
    from tests.classes.rosters_making import dapodik

    of = school()
    by = coordinator(of)
    data = dapodik([(f"MURID CONTOH {n}", str(n), f"00{n:08}", f"VII {n // PER_CLASS}") for n in range(1, MANY + 1)])
    clock = [time.monotonic()]

    def lap() -> float:
        clock.append(time.monotonic())
        return clock[-1] - clock[-2]

    def carried_out() -> tuple[float, float, float]:
        reading = read_list(data)
        read = lap()
        roster = begin_import(
            organisation=of, group=None, school_year="2026/2027", take_all=False, may_open=True,
            reading=reading, by=by, at=timezone.now(),
        )  # fmt: skip
        look = lap()
        start_import(roster=roster, by=by, at=timezone.now())
        work_on(roster)
        assert roster.state == roster.State.DONE
        rosters.append(roster)
        return read, look, lap()

    rosters: list[object] = []
    processor = time.process_time()
    read, look, carry = carried_out()
    processor = time.process_time() - processor
    assert Member.objects.count() == MANY
    again = sum(carried_out())
    assert Member.objects.count() == MANY
    lap()
    undo_import(roster=rosters[0], by=by, at=timezone.now())
    undo = lap()
    assert Member.objects.count() == 0
    told = {"read": read, "look": look, "carry": carry, "again": again, "undo": undo}
    return told | {"all": read + look + carry, "processor": processor}


if __name__ == "__main__":
    if "--work" in sys.argv:
        print(json.dumps(_work()))
    else:
        for row in measure_rosters():
            print(f"| {' | '.join(row)} |")
