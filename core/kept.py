"""What every page reads and hardly ever changes, asked of the database at most once a second per process (ADR 0018)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS_KEPT = 1.0
_all: list[KeptForASecond[object]] = []


class KeptForASecond(Generic[T]):
    """Calls ``read`` and keeps its answer for a second; another process sees a change that much later.

    The answer is shared by all requests of the process: whoever gets it must not change it.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        kept = self._kept
        if kept is None or time.monotonic() - kept[0] > SECONDS_KEPT:
            kept = self._kept = (time.monotonic(), self._read())
        return kept[1]

    def forget(self) -> None:
        """The next caller asks the database."""
        self._kept = None


def forget_all() -> None:
    for kept in _all:
        kept.forget()
