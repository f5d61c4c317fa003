from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.e2e.site import Site

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
Scheme = Literal["light", "dark"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first `up` in an empty one leaves it, with people who learn; made by the first worker that asks.

    At once, because a site on which somebody else has signed up takes no demo people any more.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # shared by the workers
    made = folder / "prepared"
    with (folder / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "prepared.failed"
        if told.exists():  # the same for all that follow, without trying again for each
            pytest.fail(told.read_text(), pytrace=False)
        if not made.exists():
            try:
                _prepare(Site(folder / "first")).rename(made)
            except AssertionError as reason:
                told.write_text(str(reason))
                raise
    return made


def _prepare(first: Site) -> Path:
    first.folder.mkdir()
    first.start()
    first.manage("demo", "--stage", "learning")
    first.stop()
    first.manage("db_worker", "--batch", "--no-startup-delay")  # what waits is done once, not in each copy
    return first.folder


@pytest.fixture(scope="session")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    started = Site.copied(prepared, tmp_path_factory.mktemp("site"))
    started.start()
    yield started
    started.stop()


class Watched:
    """A browser window whose every page is held to: no error in the console, no request to a third party."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.context = context
        self.host = host
        self.complaints: list[str] = []
        self.allowed: tuple[str, ...] = ()
        context.on("page", self._watch)
        self.page: Page = context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", lambda m: self._hear(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on("request", lambda request: self._third_party(request.url))

    def _hear(self, text: str) -> None:
        if not any(part in text for part in self.allowed):
            self.complaints.append(text)

    def _third_party(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != self.host:
            self.complaints.append(f"third party: {url}")

    def expect_noise(self, *parts: str) -> None:
        """Console lines a test causes on purpose, such as a failed request without a network."""
        self.allowed += parts


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Callable[..., Watched]]:
    """``window(viewport=PHONE, js=True, scheme="light")``: a fresh, watched window; complaints fail the test."""
    opened: list[Watched] = []

    def make(
        *, viewport: ViewportSize | None = None, js: bool = True, scheme: Scheme = "light", **options: Any
    ) -> Watched:
        context = browser.new_context(
            viewport=viewport or PHONE,
            java_script_enabled=js,
            color_scheme=scheme,
            base_url=site.url,
            locale="id-ID",
            **options,
        )
        context.set_default_timeout(15_000)
        opened.append(Watched(context, urlsplit(site.url).netloc))
        return opened[-1]

    yield make
    complaints = [complaint for watched in opened for complaint in watched.complaints]
    for watched in opened:
        watched.context.close()
    assert complaints == []
