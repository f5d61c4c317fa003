"""1,000 certificates of two pages as one archive and as one file for the printer: ``python -m bench.batches``.

Each is drawn for the first time, as after a large class; usually most of them were drawn when they were issued. Then
once more with a worker that is killed in the middle.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
MANY, GOAL = 1_000, "≤ 120 s on 2 cores, ≤ 300 MB"


def measure_batches() -> list[Row]:
    return [_row(act, killed) for act, killed in (("zip", False), ("print", False), ("print", True))]


def _row(act: str, killed: bool) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        _run(folder, "--make", act)
        lost = _killed(folder) if killed else 0.0
        told = _run(folder, "--work")
        size = next((Path(folder) / "uploads" / "bundles").iterdir()).stat().st_size / 1e6
    what = {"zip": "as one archive", "print": "as one file for the printer"}[act]
    after = f", after a worker was killed in the middle ({lost:.0f} s)" if killed else ""
    return (
        f"{MANY:,} certificates of two pages {what}{after}",
        f"{lost + told['seconds']:.0f} s ({told['processor']:.0f} s of processor), at most {told['most']:.0f} MB, "
        f"{told['grown']:+.0f} MB from the 100th to the end; the file has {size:.0f} MB",
        GOAL,
    )


def _environment(folder: str) -> dict[str, str]:
    return os.environ | {
        "DATA_DIR": folder,
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "PUBLIC_URL": "https://belajar.sukamaju.example",
    }


def _run(folder: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.batches", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _killed(folder: str) -> float:
    """Seconds that a worker had until it was killed; the next one does not wait for its silence here."""
    command = [sys.executable, "-m", "bench.batches", "--work"]
    started = time.monotonic()
    with subprocess.Popen(command, cwd=PROJECT, env=_environment(folder), stdout=subprocess.DEVNULL) as process:
        certificates = Path(folder) / "uploads" / "certificates"
        while sum(1 for _ in certificates.glob("*")) < MANY // 2:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    return time.monotonic() - started


def _setup() -> None:
    import django

    django.setup()


def _make(act: str) -> dict[str, Any]:
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from certificates.domain import batches
    from certificates.domain.batches import NewItem
    from certificates.models import Batch
    from progress.domain.activities import certificate_of
    from progress.models import Enrolment
    from tests.factories.courses import full_course
    from tests.factories.people import person
    from tests.progress.handing_out import completed_people

    now = timezone.now()
    completed_people(MANY, full_course())
    given = [certificate_of(one, at=now)[0] for one in Enrolment.objects.select_related("learner", "completed_version")]
    items = [NewItem(one.holder, one.source_key, one.pk) for one in given if one is not None and one.holder is not None]
    batches.begin(act=Batch.Act(act), label="Ukur", items=items, missing=[], by=person(), at=now)
    return {}


def _work() -> dict[str, float]:
    from certificates.domain import batches
    from certificates.models import Batch
    from progress.domain.batches import work_on

    Batch.objects.update(claimed_at=None)  # as after two minutes of silence
    batch = Batch.objects.get()
    done, early, real = 0, 0.0, batches.end_item

    def counting(*arguments: Any, **named: Any) -> None:
        nonlocal done, early
        done += 1
        if done == 100:
            early = _memory("VmHWM")
        real(*arguments, **named)

    batches.end_item = counting
    started = time.monotonic()
    work_on(batch)
    seconds = time.monotonic() - started
    assert batch.state == Batch.State.DONE, batch.problem
    assert batches.counts_of(batch).done == MANY
    most = _memory("VmHWM")
    return {"seconds": seconds, "processor": time.process_time(), "most": most, "grown": most - early}


def _memory(name: str) -> float:
    """MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    if "--make" in sys.argv:
        _setup()
        print(json.dumps(_make(sys.argv[-1])))
    elif "--work" in sys.argv:
        _setup()
        print(json.dumps(_work()))
    else:
        for row in measure_batches():
            print(f"| {' | '.join(row)} |")
