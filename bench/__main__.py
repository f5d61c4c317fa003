"""Everything at once: ``python -m bench [--seconds N] [--no-browser]`` prints the table of docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from bench.badges import measure_badges
from bench.bank import measure_bank
from bench.batches import measure_batches
from bench.certificates_pdf import measure_certificates_pdf
from bench.issuing import measure_issuing
from bench.pages import measure_pages
from bench.queries import count_queries
from bench.regrading import measure_regrading
from bench.rosters import measure_rosters
from bench.servers import Bare, Site
from bench.speed import Row, measure, measure_on_postgres, memory
from bench.verification import measure_verification
from lms.bootstrap.postgres import Cluster, find_binaries


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="of load per measurement")
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        site, bare, floor = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(3))
        rows = _measure(Site(site), Bare(bare), floor, options, stack)
    day = datetime.now().astimezone()
    print(f"\n{day:%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite\n")
    print("| What | Measured | Goal |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _measure(site: Site, bare: Bare, floor: Path, options: argparse.Namespace, stack: ExitStack) -> list[Row]:
    stack.callback(bare.stop)
    stack.callback(site.stop)
    first = _seconds_to_start(site)
    site.stop()
    again = _seconds_to_start(site)
    bare.start()
    rows = measure(site, bare, seconds=options.seconds)
    rows += measure_verification(site, bare, seconds=options.seconds, browser=not options.no_browser)
    rows += memory(site)
    rows += count_queries(site.folder)
    if not options.no_browser:
        rows += measure_pages(site, floor)
    site.stop()
    bare.stop()
    rows += _on_postgres(options.seconds)
    rows += measure_bank()
    rows += measure_badges()
    rows.append(("`up` in an empty folder to the first page", f"{first:.0f} s", "≤ 120 s"))
    rows.append(("`up` again", f"{again:.1f} s", "≤ 3 s"))
    site.stop()
    rows += measure_regrading()
    rows += measure_certificates_pdf()
    rows += measure_issuing()
    rows += measure_batches()
    rows += measure_rosters()
    return rows


def _on_postgres(seconds: float) -> list[Row]:
    """Each with a server of its own, where PostgreSQL is installed."""
    binaries = find_binaries()
    if binaries is None:
        return []
    with ExitStack() as stack:
        ours, theirs = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))
        ours_server, theirs_server = (stack.enter_context(Cluster(binaries)) for _ in range(2))
        site, bare = Site(ours), Bare(theirs, theirs_server.url)
        site.environment["DATABASE_URL"] = ours_server.url
        stack.callback(bare.stop)
        stack.callback(site.stop)
        site.start()
        bare.start()
        return measure_on_postgres(site, bare, seconds=seconds)


def _seconds_to_start(site: Site) -> float:
    started = time.monotonic()
    site.start()
    return time.monotonic() - started


if __name__ == "__main__":
    main()
