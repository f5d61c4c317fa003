"""One worker of several migrates the test database; the others get a copy, which takes a hundredth of the time."""

from __future__ import annotations

import fcntl
import gc
import os
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection


def share_among_workers(folder: Path) -> None:
    """``folder``: the same for all workers of this run. Without workers nothing changes."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    creation = connection.creation
    create = creation.create_test_db

    def create_or_copy(*arguments: Any, **options: Any) -> str:
        name = made_or_copied(*arguments, **options)
        gc.collect()
        gc.freeze()  # code and models stay to the end: looking through them again and again took a seventh of the time
        gc.set_threshold(20_000, 20, 50)
        return name

    def made_or_copied(*arguments: Any, **options: Any) -> str:
        with (folder / "database.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (folder / "database.made").exists():
                return _take_copy(folder)
            gc.disable()  # migrating makes millions of objects that stay: looking for those that do not is a third of it
            try:
                name: str = create(*arguments, **options)
            finally:
                gc.enable()
            _make_copies(folder)
            (folder / "database.made").touch()
            return name

    creation.create_test_db = create_or_copy  # type: ignore[method-assign]


def _make_copies(folder: Path) -> None:
    """On PostgreSQL for each of the others at once: a database in use is no template."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "database.sqlite3") as file:
            connection.connection.backup(file)
        file.close()
        return
    mine, name = os.environ["PYTEST_XDIST_WORKER"], connection.settings_dict["NAME"]
    connection.close()
    with connection.creation._nodb_cursor() as cursor:
        for number in range(int(os.environ["PYTEST_XDIST_WORKER_COUNT"])):
            other = f"{name.removesuffix(mine)}gw{number}"
            if other != name:
                cursor.execute(f'DROP DATABASE IF EXISTS "{other}"')
                cursor.execute(f'CREATE DATABASE "{other}" TEMPLATE "{name}"')


def _take_copy(folder: Path) -> str:
    name: str = connection.creation._get_test_db_name()
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "database.sqlite3") as file:
            file.backup(connection.connection)
        file.close()
    return name
