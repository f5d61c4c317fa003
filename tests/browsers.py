"""One browser for all tests of a run: Playwright allows one driver in a process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from lms.bootstrap.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # The lighter build does not by itself what desktop browsers do: a process of its own for a caged frame.
    "--site-per-process",
    "--enable-features=IsolateSandboxedIframes",
]


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright  # here, because most tests need no browser

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    path = chromium()
    assert path, "Chromium is missing: sudo apt install chromium"
    started = playwright_driver.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield started
    started.close()
