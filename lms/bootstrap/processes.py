"""Programs that `up` started, ended together."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable

Process = subprocess.Popen[bytes]


def end_all(processes: Iterable[Process | None], *, within: float) -> None:
    """Ask all to end; after `within` seconds for all of them together, end what is left without asking."""
    running = [process for process in processes if process is not None and process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + within
    for process in running:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
