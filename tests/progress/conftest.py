"""A database that several threads really share: a SQLite file set up as in production, or PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

Parallel = Callable[[list[Callable[[], Any]]], list[Any]]


def _in_parallel(acts: list[Callable[[], Any]]) -> list[Any]:
    """Each act in a thread with a connection of its own, all let go at the same moment. Errors come back as results."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


@pytest.fixture
def in_parallel(transactional_db: None, tmp_path: Path) -> Iterator[Parallel]:
    """Run acts at once on a committed database. Take it before making any row."""
    if connection.vendor != "sqlite":
        yield _in_parallel
        return
    # The suite's database lives in memory, where SQLite neither waits nor keeps a journal: use a copy of it in a file.
    memory, path = connections["default"], tmp_path / "db.sqlite3"
    memory.ensure_connection()
    copy = sqlite3.connect(path)
    memory.connection.backup(copy)
    copy.close()
    kept = connections.settings["default"]
    connections.settings["default"] = {**memory.settings_dict, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    try:
        yield _in_parallel
    finally:
        connections["default"].close()
        connections.settings["default"] = kept
        connections["default"] = memory
