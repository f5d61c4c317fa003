"""What the settings promise about the running product: who may frame it, which names it answers to, what its worker logs."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from lms.settings import ALLOWED_HOSTS


def manage(data_dir, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {"DATA_DIR": str(data_dir), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "lms.settings"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **ours, **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_deployment_check_warns_of_nothing_but_what_the_guide_names(tmp_path):
    done = manage(tmp_path, "check", "--deploy", PUBLIC_URL="https://belajar.kota.example")
    warned = {word for word in done.stderr.replace("(", " ").replace(")", " ").split() if word.startswith("security.W")}
    assert warned == {"security.W005", "security.W021"}
    guide = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "W005 and W021 are expected" in guide


@pytest.mark.parametrize("address", ["/", "/masuk/", "/tidak-ada/", "/kelola/", "/hidup/"])
def test_no_other_site_frames_a_page_not_even_in_an_old_browser(db, client, address):
    assert client.get(address)["X-Frame-Options"] == "SAMEORIGIN"


def test_the_name_of_djangos_test_client_is_no_name_of_the_product():
    assert ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]


def test_the_worker_logs_what_our_settings_say(monkeypatch):
    """The command of the package would raise its loggers to INFO and print each task with its arguments."""
    loggers = [logging.getLogger(name) for name in ("django_tasks", "django_tasks_db")]
    levels = [logging.WARNING, logging.ERROR]
    for logger, level in zip(loggers, levels, strict=True):
        monkeypatch.setattr(logger, "level", level)
    load_command_class("lms", "db_worker").configure_logging(verbosity=1)
    assert [logger.level for logger in loggers] == levels


def test_the_worker_that_runs_is_ours():
    assert get_commands()["db_worker"] == "lms"
