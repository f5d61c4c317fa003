"""Making Open Badges of many certificates, on one core, in a process and database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from uuid import UUID

from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
MADE = 1_000


def measure_badges() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "PUBLIC_URL": "https://belajar.sukamaju.example",
            "DJANGO_SETTINGS_MODULE": "lms.settings",
        }
        command = [sys.executable, "-m", "bench.badges", "measure"]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    name, measured, goal = done.stdout.splitlines()[-1].split("|")
    return [(name, measured, goal)]


def _fill() -> None:
    from django.utils import timezone

    from certificates.models import Certificate
    from tests.certificates.making import FACTS

    Certificate.objects.bulk_create(
        Certificate(
            source_kind="course",
            source_key=UUID(int=1),
            number=f"421/{number:04}/KOMINFO/2026",
            status_index=number,
            facts=FACTS.as_json() | {"name": f"Siti Aminah {number}"},
            issued_at=timezone.now(),
        )
        for number in range(MADE)
    )


def measure() -> Row:
    """Each is read from the database, signed, and read back; the seconds are those of the processor."""
    from certificates.badges.verify import Outcome
    from certificates.domain.badges import badge_as_json, badge_as_png, check_badge
    from certificates.models import Certificate

    _fill()
    badge_as_png(Certificate.objects.all()[0])  # the key and the picture of the course are made
    told = []
    for make in (badge_as_json, badge_as_png):
        started = time.process_time()
        files = [make(certificate) for certificate in Certificate.objects.iterator()]
        told.append(MADE / (time.process_time() - started))
    started = time.process_time()
    assert all(check_badge(file)[0] == Outcome.GENUINE for file in files)
    told.append(MADE / (time.process_time() - started))
    made, png, checked = (f"{rate:,.0f}" for rate in told)
    return "Open Badges on one core", f"{made} a second, {png} as PNG; {checked} checked", "≥ 80 a second"


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print("|".join(measure()))
    else:
        print(measure_badges())
