"""Class home, roll-up of the city and a report as a file, in an invented city: ``python -m bench.classes``.

By default 200 organisations, 3,000 classes, 100,000 learners, 5 million rows of progress on PostgreSQL. Beside it
stands a city of a tenth: what a class costs must not grow with the city around it. ``--divide 10`` makes both smaller.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.load import Call, Measured, run
from bench.servers import Site
from lms.bootstrap.postgres import Cluster, find_binaries
from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
TENTH = 10


def measure_classes(*, divide: int = 1, seconds: float = 4) -> list[Row]:
    """Nothing where PostgreSQL is not installed."""
    binaries = find_binaries()
    if binaries is None:
        return []
    with ExitStack() as stack:
        cities = [_city(stack, binaries, divide * by) for by in (1, TENTH)]
        return _rows(cities, seconds)


class City:
    """A site with a city in it."""

    def __init__(self, site: Site, told: dict[str, Any]) -> None:
        self.site, self.told = site, told

    def calls(self, who: str, paths: Sequence[str]) -> list[Call]:
        headers = {"Cookie": f"{self.told['cookie']}={self.told[who]}", "Accept-Encoding": "gzip"}
        return [Call(path, headers=headers) for path in paths]

    def load(self, who: str, paths: Sequence[str], *, connections: int, seconds: float) -> Measured:
        calls = self.calls(who, paths)
        run(self.site.port, calls, connections=connections, seconds=1)  # warm
        return run(self.site.port, calls, connections=connections, seconds=seconds)

    @property
    def homes(self) -> list[str]:
        return [f"/kelas/{group}/" for group in self.told["groups"]]


def _city(stack: ExitStack, binaries: Path, divide: int) -> City:
    site = Site(Path(stack.enter_context(tempfile.TemporaryDirectory())))
    site.environment["DATABASE_URL"] = stack.enter_context(Cluster(binaries)).url
    stack.callback(site.stop)
    site.start()
    told = _inside(site, "--build", str(divide))
    site.manage("db_worker", "--batch", "--no-startup-delay")  # what a first start leaves to its task worker
    return City(site, told)


def _inside(site: Site, *arguments: str) -> dict[str, Any]:
    """In a process of its own, with the settings of this site."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "lms.settings"}
    command = [sys.executable, "-m", "bench.classes", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _rows(cities: Sequence[City], seconds: float) -> list[Row]:
    whole = cities[0]
    rows = [
        (
            "An invented city on PostgreSQL: {organisations} organisations, {groups:,} classes, {learners:,} learners, "
            "{progress:,} rows of progress".format(**whole.told["size"]),
            f"made in {whole.told['seconds']:.0f} s",
            "≤ 600 s",
        )
    ]
    pairs = [
        [city.load("teacher", city.homes, connections=8, seconds=seconds) for city in cities] for _round in range(3)
    ]
    ratio = statistics.median(here.median / there.median for here, there in pairs)
    p95 = statistics.median(here.p95 for here, _there in pairs)
    queries = _inside(whole.site, "--count", whole.told["teacher"], *whole.homes[:1])["queries"]
    rows.append(("– home of a class, 8 connections", f"p95 {p95:.0f} ms, {queries} queries", "≤ 150 ms, ≤ 12"))
    rows.append(("– beside one in a city of a tenth", f"{ratio:.2f} × the time (median)", "flat"))
    for title, path, goal in (
        ("roll-up of all agencies' operators", "/lembaga/rekap/", "≤ 300 ms, ≤ 12"),
        ("roll-up of one course", f"/lembaga/rekap/?kursus={whole.told['course']}", "≤ 300 ms, ≤ 12"),
        ("roll-up of all classes of all organisations", "/lembaga/rekap/?kelas=semua&jenis=semua", "–"),
    ):
        found = whole.load("secretary", [path], connections=1, seconds=seconds)
        queries = _inside(whole.site, "--count", whole.told["secretary"], path)["queries"]
        measured = f"p95 {found.p95:.0f} ms, median {found.median:.0f} ms, {queries} queries"
        rows.append((f"– {title}", measured, goal))
    sheet = [f"{home}laporan/peserta/?bentuk=xlsx" for home in whole.homes]
    found = whole.load("teacher", sheet, connections=1, seconds=seconds)
    rows.append(("– report of a class as XLSX", f"p95 {found.p95:.0f} ms", "≤ 1 s"))
    return rows


def _build(divide: int) -> dict[str, Any]:
    import django

    django.setup()
    from dataclasses import asdict

    from django.conf import settings

    from bench.classes_city import Size, make_city

    size, started = Size().divided(divide), time.monotonic()
    told = make_city(size)
    return told | {
        "seconds": time.monotonic() - started,
        "size": asdict(size),
        "cookie": settings.SESSION_COOKIE_NAME,
    }


def _count(session: str, path: str) -> dict[str, int]:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    assert client.get(path).status_code == 200  # warm
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {"queries": len(queries)}


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.classes", description=__doc__)
    parser.add_argument("--divide", type=int, default=1, help="the city by this")
    parser.add_argument("--seconds", type=float, default=4, help="of load per measurement")
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--count", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(json.dumps(_build(options.build)))
    elif options.count:
        print(json.dumps(_count(*options.count)))
    else:
        for row in measure_classes(divide=options.divide, seconds=options.seconds):
            print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    _main()
