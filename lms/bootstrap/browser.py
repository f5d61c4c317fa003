"""The browser for tests, pictures and measurements: the system's own Chromium, found by path."""

from __future__ import annotations

import shutil

HEADLESS = "chromium-headless-shell"  # the same engine without windows: a third of the processor time
NAMES = (HEADLESS, "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
