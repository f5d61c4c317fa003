"""The product itself, started by its own command in an empty folder, for tests that look from outside."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FIRST_START = 900  # seconds: setting up with all courses on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`manage.py up` on a free port, with a public address, so that QR codes lead somewhere."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.options = options
        self.environment = {name: value for name, value in os.environ.items() if name not in _TEST_ONLY} | {
            "DATA_DIR": str(folder),
            "PUBLIC_URL": self.url,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def copied(cls, prepared: Path, folder: Path) -> Site:
        """From the folder of a site that has stopped; no second first start."""
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        return cls(folder)

    def start(self) -> None:
        log = (self.folder / "up.log").open("ab")
        command = [sys.executable, "manage.py", "up", "--port", str(self.port), *self.options]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        deadline = time.monotonic() + FIRST_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.2)
        self.stop()
        raise AssertionError((self.folder / "up.log").read_text()[-3000:])

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/hidup/", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def kill(self) -> None:
        """As a power cut does: everything at once, nothing gets to say goodbye."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


_TEST_ONLY = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER"}
