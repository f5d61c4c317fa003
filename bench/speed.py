"""Lesson page and saving an answer against the bare view; p95; queries; memory."""

from __future__ import annotations

import re
import urllib.parse
import uuid
from pathlib import Path

from bench.load import Call, Measured, ratio, run
from bench.servers import Bare, Site, Visitor, sign_in, token
from tests.e2e.screens import LESSON, QUIZ

Row = tuple[str, str, str]  # what, measured, goal


def measure(site: Site, bare: Bare, *, seconds: float = 4, rounds: int = 3) -> list[Row]:
    rows: list[Row] = []
    visitor = sign_in(site.url)
    lesson = Call(LESSON, headers={"Cookie": visitor.cookies, "Accept-Encoding": "gzip"})
    plain = Call("/page/", headers={"Cookie": bare.cookie})
    run(site.port, lesson, connections=4, seconds=1)  # warm
    run(bare.port, plain, connections=4, seconds=1)
    value, ours, theirs = ratio(rounds, _of(site.port, lesson, 8, seconds), _of(bare.port, plain, 8, seconds))
    rows.append(
        (
            "Lesson page, signed in, 8 connections",
            f"{value:.2f} × bare ({ours.per_second:.0f} of {theirs.per_second:.0f} a second)",
            "≥ 0.5",
        )
    )

    answer, write = _answer(site), Call("/write/", "POST")
    rows += [_saving(site, bare, answer, write, count, "SQLite", seconds, rounds) for count in (2, 8)]
    for connections in (1, 8, 32):
        page, kept = (
            run(site.port, lesson, connections=connections, seconds=seconds),
            run(site.port, answer, connections=connections, seconds=seconds),
        )
        rows.append((f"p95 at {connections} connections", f"lesson {page.p95:.0f} ms, answer {kept.p95:.0f} ms", "–"))
    return rows


def measure_on_postgres(site: Site, bare: Bare, *, seconds: float = 4, rounds: int = 3) -> list[Row]:
    """A whole class saves at once: 32 people, each with an attempt of their own."""
    answers = [_answer(site, Visitor(site.url)) for _person in range(32)]
    return [_saving(site, bare, answers, Call("/write/", "POST"), 32, "PostgreSQL", seconds, rounds)]


def _saving(
    site: Site,
    bare: Bare,
    answer: Call | list[Call],
    write: Call,
    connections: int,
    database: str,
    seconds: float,
    rounds: int,
) -> Row:
    """Beside a transaction of three inserts and two selects."""
    run(site.port, answer, connections=connections, seconds=1)  # warm
    run(bare.port, write, connections=connections, seconds=1)
    value, ours, theirs = ratio(
        rounds, _of(site.port, answer, connections, seconds), _of(bare.port, write, connections, seconds)
    )
    said = f"{value:.2f} × bare transaction ({ours.per_second:.0f} of {theirs.per_second:.0f} a second)"
    return f"Saving a quiz answer, {connections} connections, {database}", said, "≥ 0.5"


def _of(port: int, call: Call | list[Call], connections: int, seconds: float):  # type: ignore[no-untyped-def]
    def measured() -> Measured:
        return run(port, call, connections=connections, seconds=seconds)

    return measured


def _answer(site: Site, visitor: Visitor | None = None) -> Call:
    """Saving one answer of an open attempt, a new request key each time, as the script does it."""
    visitor = visitor or sign_in(site.url, "darto")
    _url, page = visitor.get(QUIZ)
    found = re.search(r'action="(/belajar/[^"]+/mulai/)"', page)
    assert found
    url, question = visitor.send(found[1], page)
    choice = re.search(r'name="choice" value="([^"]+)"', question)
    field = ("choice", choice[1]) if choice else ("answer", "coba")
    secret = token(question)

    def body() -> bytes:
        return urllib.parse.urlencode({field[0]: field[1], "act": "save", "key": str(uuid.uuid4())}).encode()

    headers = {
        "Cookie": visitor.cookies,
        "X-CSRFToken": secret,
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": url,
    }
    return Call(urllib.parse.urlsplit(url).path, "POST", headers, body)


def memory(site: Site) -> list[Row]:
    """Proportional set size (shared pages counted once) of server and worker, in MB."""
    sizes: dict[str, float] = {"gunicorn": 0, "db_worker": 0, "manage.py up": 0}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (folder / "environ").read_bytes().decode(errors="replace")
            rollup = (folder / "smaps_rollup").read_text()
        except OSError:
            continue
        if f"DATA_DIR={site.folder}" not in environment:
            continue
        kind = next((name for name in sizes if name in command), None)
        size = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        if kind and size:
            sizes[kind] += int(size[1]) / 1024
    return [
        ("Memory of the server with 2 workers (PSS)", f"{sizes['gunicorn']:.0f} MB", "≤ 350 MB"),
        ("Memory of the task worker (PSS)", f"{sizes['db_worker']:.0f} MB", "–"),
    ]
