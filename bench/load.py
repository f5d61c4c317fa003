"""Load over kept-alive connections, one thread each; times in milliseconds."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Measured:
    per_second: float
    median: float
    p95: float
    count: int


@dataclass(frozen=True)
class Call:
    path: str
    method: str = "GET"
    headers: dict[str, str] | None = None
    body: Callable[[], bytes] | None = None
    expect: tuple[int, ...] = (200,)


def run(port: int, calls: Call | Sequence[Call], *, connections: int, seconds: float) -> Measured:
    """Several calls are shared out among the connections.

    Raises AssertionError when an answer is not the expected one: a fast error is no speed."""
    each = cycle([calls] if isinstance(calls, Call) else calls)
    times: list[list[float]] = [[] for _ in range(connections)]
    wrong: list[str] = []
    until = time.perf_counter() + seconds

    def work(mine: list[float], call: Call) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until and not wrong:
            started = time.perf_counter()
            connection.request(call.method, call.path, call.body() if call.body else None, call.headers or {})
            answer = connection.getresponse()
            content = answer.read()
            mine.append((time.perf_counter() - started) * 1000)
            if answer.status not in call.expect:
                wrong.append(f"{answer.status} {call.path}: {content[:200]!r}")
        connection.close()

    threads = [threading.Thread(target=work, args=(mine, next(each))) for mine in times]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    assert not wrong, wrong[0]
    everything = sorted(value for mine in times for value in mine)
    return Measured(
        len(everything) / took,
        statistics.median(everything),
        everything[int(len(everything) * 0.95) - 1],
        len(everything),
    )


def ratio(
    rounds: int, ours: Callable[[], Measured], theirs: Callable[[], Measured]
) -> tuple[float, Measured, Measured]:
    """In turn, ours and theirs, so that a drifting machine hits both; the median of the pairs' ratios."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    ratios = [mine.per_second / other.per_second for mine, other in pairs]
    middle = sorted(zip(ratios, pairs, strict=True), key=lambda row: row[0])[rounds // 2]
    return statistics.median(ratios), *middle[1]
