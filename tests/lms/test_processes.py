"""What `up` started ends when `up` ends: politely where it listens, and in one common time where it does not."""

from __future__ import annotations

import subprocess
import sys
import time

from lms.bootstrap.processes import Process, end_all

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
POLITE = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(7)); print(flush=True); time.sleep(60)"


def started(script: str) -> Process:
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # it has set up how it answers
    return process


def test_who_listens_ends_by_itself_and_who_does_not_is_ended_in_one_common_time():
    deaf, polite = [started(DEAF) for _ in range(3)], started(POLITE)
    begin = time.monotonic()
    end_all([deaf[0], None, polite, *deaf[1:]], within=2)
    assert time.monotonic() - begin < 2 * 2  # one after the other it would be three times two
    assert [process.returncode for process in deaf] == [-9] * 3
    assert polite.returncode == 7


def test_what_has_ended_already_is_left_as_it_is():
    process = started("print(flush=True)")
    process.wait(10)
    end_all([process], within=1)
    assert process.returncode == 0
