"""A place meant for real people never keeps the demo's people, whose passwords are public."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from accounts.models import User
from lms.management.commands.prepare import _refuse_demo_people
from tests.e2e.site import free_port
from tests.factories.people import person


def test_preparing_without_demo_refuses_where_demo_people_are_and_says_what_to_do(db, capsys):
    person(is_demo=True)
    with pytest.raises(CommandError) as refused, translation.override("en"):
        call_command("prepare", "--no-demo")
    assert "public passwords" in str(refused.value)
    assert "--data-dir FOLDER" in str(refused.value)
    assert refused.value.returncode != 0
    assert capsys.readouterr().out == ""


def test_real_people_and_an_empty_database_are_no_reason(db):
    _refuse_demo_people()
    person()
    _refuse_demo_people()


@pytest.mark.sqlite_only
def test_up_ends_with_an_error_and_keeps_what_is_there(transactional_db, tmp_path):
    person(is_demo=True, username="siti")
    copy = sqlite3.connect(tmp_path / "db.sqlite3")
    connection.connection.backup(copy)
    done = subprocess.run(
        [sys.executable, "manage.py", "up", "--no-demo", "--port", str(free_port()), "--data-dir", str(tmp_path)],
        cwd=settings.BASE_DIR,
        env={
            name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "--data-dir FOLDER" in done.stderr
    assert "Penyiapan berhenti di sini" in done.stderr
    assert not (tmp_path / "prepared.json").exists()
    assert copy.execute("SELECT username FROM accounts_user").fetchall() == [("siti",)]
    assert User.objects.count() == 1
