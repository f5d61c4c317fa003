"""SQLite in the data folder, or PostgreSQL by DATABASE_URL."""

import sqlite3

import dj_database_url

from core.environment import data_dir, read


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL where the WAL-reset bug is mended (3.51.3, 3.50.7, 3.44.6), else TRUNCATE.

    Earlier versions can lose commits or corrupt the file when one connection checkpoints while
    another writes. https://sqlite.org/wal.html#walresetbug
    """
    fixed_in: dict[tuple[int, ...], tuple[int, ...]] = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
    return "WAL" if version >= (3, 51, 3) or version >= fixed_in.get(version[:2], (9,)) else "TRUNCATE"


if url := read("DATABASE_URL"):
    pooled = read("DATABASE_POOLED") == "1"
    DATABASES = {"default": dj_database_url.parse(url, conn_max_age=0)}
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = pooled
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
    # Used by core.prepared alone. A pooler may give the next statement to another session of the database.
    options["prepare_threshold"] = None if pooled else 2
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data_dir() / "db.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # IMMEDIATE: a transaction takes its write lock at the start, so it waits instead of failing.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    f"PRAGMA journal_mode={journal_mode(sqlite3.sqlite_version_info)};"
                    "PRAGMA synchronous=FULL;PRAGMA cache_size=-16000;"
                ),
            },
        }
    }
