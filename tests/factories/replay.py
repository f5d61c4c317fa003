"""What is made often and is always the same is made once per process; afterwards its rows are written as they were.

A course of four lessons takes Django hundreds of statements to make, and one for each table to write again. That is
done only where it gives the same: within a transaction, never while the clock is set, nor where rows that it builds
on have changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from core.kept import forget_all

T = TypeVar("T")
Rows = dict[Any, tuple[Any, ...]]  # by primary key


@dataclass
class _Table:
    name: str
    key: str
    columns: list[str]

    def rows(self, condition: str = "", *values: Any) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self._quoted(self.columns)} FROM {_quote(self.name)} {condition}", values)
            place = self.columns.index(self.key)
            return {row[place]: tuple(row) for row in cursor.fetchall()}

    def insert(self, rows: Rows) -> None:
        one = f"({', '.join(['%s'] * len(self.columns))})"
        listed = [value for row in rows.values() for value in row]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {_quote(self.name)} ({self._quoted(self.columns)}) VALUES {', '.join([one] * len(rows))}",
                listed,
            )

    def update(self, rows: Rows) -> None:
        sets = ", ".join(f"{_quote(column)} = %s" for column in self.columns)
        with connection.cursor() as cursor:
            for key, row in rows.items():
                cursor.execute(f"UPDATE {_quote(self.name)} SET {sets} WHERE {_quote(self.key)} = %s", [*row, key])

    def _quoted(self, names: list[str]) -> str:
        return ", ".join(map(_quote, names))


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


@dataclass
class _Change:
    table: _Table
    new: Rows
    before: Rows  # rows that were changed …
    after: Rows

    def fits(self) -> bool:
        if not self.before:
            return True
        marks = ", ".join(["%s"] * len(self.before))
        return self.table.rows(f"WHERE {_quote(self.table.key)} IN ({marks})", *self.before) == self.before

    def write(self) -> None:
        if self.new:
            self.table.insert(self.new)
        self.table.update(self.after)


_recorded: dict[Hashable, tuple[list[_Change], Any]] = {}
_recordings = itertools.count(1)
_FIRST_ID = 1_000_000  # of what is recorded on SQLite, which begins with 1 in each test


def made_once(what: Hashable, make: Callable[[], T]) -> T:
    if time_machine.escape_hatch.is_travelling() or not connection.in_atomic_block:
        return make()
    changes, result = _recorded.get(what, ([], None))
    if not changes or not all(change.fits() for change in changes):  # a flush brings the tree back with other ids
        return _record(what, make)
    try:
        with transaction.atomic():
            for change in changes:
                change.write()
    except IntegrityError:  # it is there already
        return make()
    forget_all()
    made: T = result
    return made


def _record(what: Hashable, make: Callable[[], T]) -> T:
    _make_room(_FIRST_ID * next(_recordings))
    tables = _tables()
    before = [table.rows() for table in tables]
    result = make()
    changes = []
    for table, old in zip(tables, before, strict=True):
        now = table.rows()
        new = {key: row for key, row in now.items() if key not in old}
        changed = {key for key, row in now.items() if key in old and old[key] != row}
        assert old.keys() <= now.keys(), f"{table.name}: what is recorded takes nothing away"
        if new or changed:
            changes.append(_Change(table, new, {key: old[key] for key in changed}, {key: now[key] for key in changed}))
    _recorded[what] = changes, result
    return result


def _tables() -> list[_Table]:
    return [
        _Table(
            model._meta.db_table, model._meta.pk.column, [field.column for field in model._meta.local_concrete_fields]
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def _make_room(first: int) -> None:
    """What tests make beside it has other ids. On PostgreSQL no id comes twice anyway."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%%AUTOINCREMENT%%'", [])
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(name, first) for name in names])
