"""The browser for tests, pictures and measurements: the system's own Chromium, found by path."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
