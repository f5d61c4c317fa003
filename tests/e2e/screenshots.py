"""Pictures of every screen, on a phone and on a desktop, in both schemes: python3 manage.py screenshots [FOLDER]

With --guide only those of the teachers' guide, to be kept in docs/pictures/.
"""

from __future__ import annotations

import argparse
import html
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, BrowserContext, sync_playwright

django.setup()  # before what follows: it reads the demo's people

from lms.bootstrap.browser import chromium  # noqa: E402
from tests.browsers import ARGUMENTS  # noqa: E402
from tests.e2e.class_screens import CLASSES  # noqa: E402
from tests.e2e.conftest import DESKTOP, PHONE, Scheme  # noqa: E402
from tests.e2e.guide_pictures import take_guide  # noqa: E402
from tests.e2e.people import sign_in_demo  # noqa: E402
from tests.e2e.screens import LEARNER, TRAINER, Screen  # noqa: E402
from tests.e2e.site import Site  # noqa: E402

SIZES = {"hp": PHONE, "layar": DESKTOP}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
STAFF = ("pelatih", "peninjau", "pengelola")


def take_pictures_of_guide(folder: Path) -> int:
    with tempfile.TemporaryDirectory() as data, sync_playwright() as driver:
        site = Site(Path(data))
        site.start()
        try:
            site.manage("demo", "--stage", "learning")
            browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            page = browser.new_page(base_url=site.url, locale="id-ID", device_scale_factor=2)
            sign_in_demo(page, "guru")
            return len(take_guide(page, folder))
        finally:
            site.stop()


def take_all(folder: Path, only: str = "") -> int:
    """Returns how many pictures were taken; they and an index.html lie in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as driver:
        site = Site(Path(data))
        site.start()
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            taken = [
                name for screens in (LEARNER + CLASSES, TRAINER) for name in _take(browser, site, screens, folder, only)
            ]
        finally:
            site.stop()
    rows = "".join(
        f'<figure><img src="{name}" loading="lazy"><figcaption>{html.escape(name)}</figcaption></figure>'
        for name in taken
    )
    (folder / "index.html").write_text(
        f"<!doctype html><style>figure{{display:inline-block;margin:8px}}img{{max-width:420px}}</style>{rows}"
    )
    return len(taken)


def _take(browser: Browser, site: Site, screens: tuple[Screen, ...], folder: Path, only: str) -> list[str]:
    taken = []
    for size, viewport in SIZES.items():
        for scheme in SCHEMES if screens is not TRAINER else SCHEMES[:1]:
            site.manage("demo", "--stage", "learning")
            contexts: dict[str, BrowserContext] = {}
            for screen in (screen for screen in screens if only in screen.name):
                context = contexts.get(screen.who)
                if context is None:
                    context = contexts[screen.who] = browser.new_context(
                        viewport=viewport,
                        color_scheme=scheme,
                        base_url=site.url,
                        locale="id-ID",
                        device_scale_factor=2 if size == "hp" else 1,
                    )
                    if screen.who:
                        page = context.new_page()
                        sign_in_demo(page, screen.who, staff=screen.who in STAFF)
                        page.close()
                page = context.new_page()
                page.goto(screen.path)
                screen.act(page)
                name = f"{screen.name}-{size}-{scheme}.png"
                page.wait_for_timeout(250)
                page.screenshot(path=folder / name, full_page=True)
                taken.append(name)
                page.close()
            for context in contexts.values():
                context.close()
    return taken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="manage.py screenshots", description="Gambar setiap layar, untuk dilihat.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"), help="bawaan: screenshots/")
    parser.add_argument("only", nargs="?", default="", help="bagian dari nama layar, misalnya kuis")
    parser.add_argument("--guide", action="store_true", help="hanya gambar panduan guru")
    options = parser.parse_args()
    taken = take_pictures_of_guide(options.folder) if options.guide else take_all(options.folder, options.only)
    print(f"{taken} → {options.folder}")
