"""What `up` does now and then while it serves: once when due, one at a time, and trouble is told."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

from lms.bootstrap import regular
from lms.bootstrap.processes import end_all
from lms.bootstrap.regular import DAY, JOBS, Job, Regular


class Log(io.FileIO):
    """A real file, as a process needs one."""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def make(tmp_path, monkeypatch, said):
    """``make(script, …)``: jobs that run these lines of Python instead of manage.py. Each adds its number to a file."""
    monkeypatch.setattr(regular, "own_python", lambda: Path(sys.executable))
    monkeypatch.setattr(regular, "PROJECT", tmp_path)
    (tmp_path / "manage.py").write_text("import sys; open('ran', 'a').write(sys.argv[1]); exec(sys.argv[2])")

    def made(*scripts: str, every: int = DAY) -> Regular:
        jobs = tuple(Job((str(number), script), every, f"Masalah {number}.") for number, script in enumerate(scripts))
        return Regular(tmp_path / "regular", Log(tmp_path / "log", "ab"), said.append, jobs=jobs, rest=0)

    return made


def look_until_idle(chores: Regular) -> None:
    for _ in range(600):
        chores.look()
        if chores.running is None:
            return
        time.sleep(0.05)
    raise AssertionError("a job does not end")


def ran(tmp_path: Path) -> str:
    return (tmp_path / "ran").read_text() if (tmp_path / "ran").exists() else ""


def test_each_job_runs_once_until_it_is_due_again(make, tmp_path, said):
    chores = make("pass", "pass")
    for _ in range(5):
        look_until_idle(chores)
    assert ran(tmp_path) == "01"
    os.utime(tmp_path / "regular" / "1", (0, time.time() - DAY - 1))
    look_until_idle(chores)
    look_until_idle(chores)
    assert (ran(tmp_path), said) == ("011", [])


def test_a_new_start_remembers_what_was_done_today(make, tmp_path):
    look_until_idle(make("pass"))
    look_until_idle(make("pass"))
    assert ran(tmp_path) == "0"


def test_trouble_is_told_once_with_the_place_of_its_explanation(make, tmp_path, said):
    chores = make("print('rantai putus'); sys.exit(1)")
    look_until_idle(chores)
    look_until_idle(chores)
    assert said == [f"Masalah 0. Penjelasannya ada di {tmp_path / 'log'}"]
    assert (tmp_path / "log").read_text() == "rantai putus\n"


def test_looking_never_waits_and_what_runs_can_be_given_up(make):
    chores = make("import time; time.sleep(60)")
    started = time.monotonic()
    chores.look()
    chores.look()
    process = chores.given_up()
    assert time.monotonic() - started < 30
    assert process is not None
    assert process.poll() is None
    end_all([process], within=5)
    assert chores.given_up() is None


def test_nothing_runs_in_the_first_minute(make, tmp_path):
    chores = make("pass")
    chores.next_look = time.monotonic() + 60
    chores.look()
    assert chores.running is None
    assert Regular(tmp_path, chores.log, print).next_look > time.monotonic() + 50


def test_up_cleans_up_once_a_day_and_publishes_what_is_scheduled():
    assert {job.arguments: job.every for job in JOBS} == {
        ("publish_scheduled",): 600,
        ("housekeeping", "--remove"): DAY,
    }
