"""What is done now and then while `up` serves: one command at a time, each in a process of its own."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lms.bootstrap.environment import PROJECT, own_python


@dataclass(frozen=True)
class Job:
    arguments: tuple[str, ...]  # of manage.py
    every: int  # seconds
    trouble: str  # what to say when it ends with an error


DAY = 86_400
JOBS = (
    Job(("publish_scheduled",), 600, "Halaman terjadwal tidak dapat diterbitkan."),
    Job(("housekeeping", "--remove"), DAY, "Pembersihan harian menemukan masalah."),
)


class Regular:
    """Remembers by a file's time when each job was done last: a computer switched off at night misses nothing."""

    def __init__(
        self, folder: Path, log: BinaryIO, say: Callable[[str], None], *, jobs: tuple[Job, ...] = JOBS, rest: float = 60
    ) -> None:
        self.folder = folder
        self.log = log
        self.say = say
        self.jobs = jobs
        self.rest = rest  # seconds between two looks; the first comes after one, so that starting stays quick
        self.next_look = time.monotonic() + rest
        self.running: tuple[Job, subprocess.Popen[bytes]] | None = None

    def look(self) -> None:
        """Start what is due, or hear how what was started has ended. Returns at once."""
        if self.running is not None:
            self._hear(*self.running)
        elif time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + self.rest
            due = next((job for job in self.jobs if self._is_due(job)), None)
            if due is not None:
                self.running = (due, self._start(due))

    def given_up(self) -> subprocess.Popen[bytes] | None:
        """What was under way, for the caller to end; it is due again at the next look."""
        running, self.running = self.running, None
        return running and running[1]

    def _hear(self, job: Job, process: subprocess.Popen[bytes]) -> None:
        code = process.poll()
        if code is None:
            return
        self.running = None
        self._done_at(job).parent.mkdir(parents=True, exist_ok=True)
        self._done_at(job).touch()
        if code:
            self.say(f"{job.trouble} Penjelasannya ada di {self.log.name}")

    def _is_due(self, job: Job) -> bool:
        path = self._done_at(job)
        return not path.exists() or time.time() - path.stat().st_mtime >= job.every

    def _done_at(self, job: Job) -> Path:
        return self.folder / job.arguments[0]

    def _start(self, job: Job) -> subprocess.Popen[bytes]:
        command = [str(own_python()), "manage.py", *job.arguments]
        return subprocess.Popen(command, cwd=PROJECT, stdout=self.log, stderr=self.log)
