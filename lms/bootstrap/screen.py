"""Progress on the terminal: one line that renews itself, plain lines where there is no terminal."""

from __future__ import annotations

import sys
import time


class Screen:
    def __init__(self) -> None:
        self.started = time.monotonic()
        self.live = sys.stdout.isatty()
        self.last = ""

    def step(self, text: str) -> None:
        """What is being done now."""
        if text == self.last:
            return
        self.last = text
        if self.live:
            print(f"\r\033[K… {text}", end="", flush=True)
        elif not text.startswith("Memasang paket") or text.endswith("berkas") or self._round(text):
            print(f"… {text}", flush=True)

    @staticmethod
    def _round(text: str) -> bool:
        """In a log file every tenth package is enough."""
        return text.split("/")[0].endswith("0")

    def done(self, text: str) -> None:
        print(f"{chr(13) + chr(27) + '[K' if self.live else ''}✓ {text}", flush=True)
        self.last = ""

    def line(self, text: str = "") -> None:
        print(text, flush=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started
