"""Programs of the system that tests and pictures need: found under each of their names and versions."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from lms.bootstrap.browser import NAMES, chromium
from lms.bootstrap.postgres import find_binaries


@pytest.fixture
def only_here(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"])
def test_chromium_is_found_under_each_of_its_names(only_here, name):
    assert chromium() is None
    path = program(only_here / name)
    assert chromium() == str(path)


def test_nobody_looks_for_chromium_by_its_name_elsewhere():
    folders = [settings.BASE_DIR / name for name in ("lms", "tests", "bench")]
    known = {settings.BASE_DIR / "lms" / "bootstrap" / "browser.py", Path(__file__)}
    looking = re.compile(r"which\([^)]*chrom|google-chrome")
    files = [path for folder in folders for path in folder.rglob("*.py") if path not in known]
    assert [path for path in files if looking.search(path.read_text(encoding="utf-8"))] == []
    assert NAMES[1] == "chromium"


@pytest.mark.parametrize(
    ("versions", "newest"),
    [(["9.6", "15", "9.5"], "15"), (["9.6", "9.5"], "9.6"), (["9", "17", "contoh", "16rc1"], "17")],
)
def test_the_newest_postgresql_is_taken_whatever_its_folder_is_called(only_here, versions, newest):
    for version in versions:
        program(only_here / version / "bin" / "initdb")
    assert find_binaries(only_here) == only_here / newest / "bin"


def test_a_folder_without_initdb_is_passed_over(only_here):
    (only_here / "15" / "bin").mkdir(parents=True)
    assert find_binaries(only_here) is None
    program(only_here / "9.6" / "bin" / "initdb")
    assert find_binaries(only_here) == only_here / "9.6" / "bin"
    shutil.rmtree(only_here / "9.6")
    program(only_here / "initdb")
    assert find_binaries(only_here) == only_here
