"""Every real package of ``H5P_SAMPLES``: played in the cage and without it, or refused, and why. Prints a table.

``H5P_SAMPLES=FOLDER .venv/bin/python -m bench.h5p_samples [--pictures FOLDER] [NAME …]``. None of these packages
belongs to us, so this is no test and nothing of them is kept. About ten seconds a package.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench.h5p_site import bare_page, bring, caged_page, h5p_site, open_page
from lms.bootstrap.browser import chromium
from tests.browsers import ARGUMENTS
from tests.e2e.conftest import PHONE
from tests.e2e.site import Site

# A host of somebody else, refused by policy: what the cage is for. Ours (localhost) is a complaint like any other.
_REFUSED = re.compile(r"https?://(?!localhost)([^\s/'\"]+)\S* violates the following Content Security Policy")
_CAGED = "document.querySelector('[data-phase=open]')"  # the frame says that its content is there
_BARE = "window.H5P?.instances?.length"
_WAIT = 25_000  # milliseconds until a package has to play
_SETTLE = 1_500  # milliseconds in which late complaints come


@dataclass
class Tried:
    name: str
    main: str = ""
    refused: list[str] = field(default_factory=list)  # codes of rules
    caged: list[str] = field(default_factory=list)  # complaints of the console
    bare: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)  # hosts that the cage does not let it reach
    plays: bool = False
    plays_bare: bool = False

    @property
    def only_caged(self) -> list[str]:
        return sorted(set(self.caged) - set(self.bare))

    @property
    def verdict(self) -> str:
        """In Indonesian, as the table stands in docs/h5p.md; what must not be is in capitals."""
        if self.refused:
            return f"ditolak: {', '.join(self.refused)}"
        if self.plays and not self.only_caged:
            return "diputar" + (f", tanpa {', '.join(self.blocked)}" if self.blocked else "")
        if not self.plays and not self.plays_bare:
            return "tidak berjalan, juga tanpa bingkai"
        return "diputar, KELUHAN BARU" if self.plays else "HANYA TANPA BINGKAI"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.h5p_samples", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="folder for a picture of each")
    parser.add_argument("names", nargs="*", help="parts of file names; all without")
    options = parser.parse_args()
    samples = sorted(Path(os.environ["H5P_SAMPLES"]).rglob("*.h5p"))
    once = {hashlib.sha256(path.read_bytes()).digest(): path for path in reversed(samples)}
    chosen = [path for path in sorted(once.values()) if any(name in path.name for name in options.names or [""])]
    with tempfile.TemporaryDirectory() as folder, h5p_site(Path(folder)) as site, _browser() as browser:
        tried = [_try(path, site, browser, options.pictures) for path in chosen]
    print("\n| Paket | Jenis | Hasil |\n|---|---|---|")
    for each in tried:
        print(f"| {each.name} | {each.main} | {each.verdict} |")
    for each in tried:
        for complaint in each.only_caged:
            print(f"{each.name}: {complaint}")
    verdicts = [re.split(":|, tanpa", each.verdict)[0] for each in tried]
    print("\n" + ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts))))


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def _try(path: Path, site: Site, browser: Browser, pictures: Path | None) -> Tried:
    content, main, refused = bring(path)
    tried = Tried(path.name, main, refused)
    if content is not None:
        tried.plays, tried.caged = _play(browser, site, caged_page(content), _CAGED, path.stem, pictures)
        tried.plays_bare, tried.bare = _play(browser, site, bare_page(content), _BARE, path.stem, None)
        tried.blocked = sorted({host for said in tried.caged for host in _REFUSED.findall(said)})
        tried.caged = [_plain(said) for said in tried.caged if not _REFUSED.search(said)]
        tried.bare = [_plain(said) for said in tried.bare]
    print(f"{tried.name}: {tried.verdict}", flush=True)
    return tried


def _play(
    browser: Browser, site: Site, html: str, sign: str, name: str, pictures: Path | None
) -> tuple[bool, list[str]]:
    context = browser.new_context(viewport=PHONE, base_url=site.url)
    complaints: list[str] = []
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda problem: complaints.append(str(problem.error)))
    page = open_page(context, html)
    try:
        if page.locator("[data-open]").count():
            page.click("[data-open]")
        page.wait_for_function(sign, timeout=_WAIT)
        plays = True
    except Error:
        plays = False
    page.wait_for_timeout(_SETTLE)
    _picture(page, name, pictures)
    context.close()
    return plays, complaints


def _picture(page: Page, name: str, folder: Path | None) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)


def _plain(complaint: str) -> str:
    """Without what differs between two runs: addresses, keys, lines."""
    text = re.sub(r"(?:https?|blob):[^\s'\")]*|/h5p/[^\s'\")]*", "…", complaint.splitlines()[0])
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "#", text)[:200]


if __name__ == "__main__":
    main()
