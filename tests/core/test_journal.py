"""Which journal the embedded database keeps: WAL only where the WAL-reset bug is mended."""

import sqlite3

import pytest
from django.db import connection

from core.checks import database_journal
from lms.settings.database import journal_mode

IN_A_FILE = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 7, 0), "TRUNCATE"),
        ((3, 40, 1), "TRUNCATE"),  # Debian 12
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 9), "WAL"),
        ((3, 45, 1), "TRUNCATE"),  # Ubuntu 24.04
        ((3, 46, 6), "TRUNCATE"),
        ((3, 50, 4), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "TRUNCATE"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_only_where_it_is_safe(version, mode):
    assert journal_mode(version) == mode


@IN_A_FILE
def test_the_database_in_a_file_really_runs_like_that(in_parallel):
    wanted = journal_mode(sqlite3.sqlite_version_info)
    found = {}
    with connection.cursor() as cursor:
        for pragma in ("journal_mode", "synchronous", "mmap_size", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {"journal_mode": wanted.lower(), "synchronous": 2, "mmap_size": 0, "foreign_keys": 1}


@IN_A_FILE
def test_writers_wait_for_each_other_instead_of_failing(in_parallel):
    """IMMEDIATE: without it, a transaction that reads first and writes later fails at once."""
    from django.db import transaction

    from core.models import MunicipalitySettings

    MunicipalitySettings.objects.create(minutes_per_jp=0)

    def read_then_write():
        for _ in range(5):
            with transaction.atomic():
                row = MunicipalitySettings.objects.get()
                row.minutes_per_jp += 1
                row.save()

    assert in_parallel([read_then_write] * 6) == [None] * 6
    assert MunicipalitySettings.objects.get().minutes_per_jp == 30


@IN_A_FILE
def test_the_check_says_which_it_is():
    [note] = database_journal()
    mode = journal_mode(sqlite3.sqlite_version_info)
    assert (note.id, note.msg) == ("core.I001", f"SQLite {sqlite3.sqlite_version}, journal {mode}, synchronous FULL.")


def test_the_check_says_nothing_about_another_database(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert database_journal() == []
