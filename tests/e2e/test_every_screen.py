"""Every screen, in both schemes: axe finds nothing, nothing is cut or scrolls sideways, nothing complains."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.class_screens import CLASSES
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.people import sign_in_demo
from tests.e2e.screens import LEARNER, Screen

SCREENS = LEARNER + CLASSES
WIDTHS = (320, 360, 768, 1280)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def problems(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {json.dumps([n['html'][:120] for n in v['nodes']])}" for v in found]


def too_wide(page: Page) -> list[str]:
    """Elements that make the page scroll sideways; a table may scroll inside its own frame."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
           [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
             .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )


def covered(page: Page) -> list[str]:
    """Links and buttons that something else lies upon, even when the page is scrolled to them."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main a, main button, main label')].filter(e => {
             if (!e.checkVisibility() || e.closest('.hide, .skip')) return false
             e.scrollIntoView({ block: 'center', behavior: 'instant' })
             const [box] = e.getClientRects()
             if (!box || box.width < 2) return false
             const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
             return !top || !(e.contains(top) || top.contains(e))
           }).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", sorted({screen.who for screen in SCREENS}), ids=lambda who: who or "visitor")
def test_learner_screens(window, who: str, scheme: str):
    watched = window(viewport=PHONE if scheme == "light" else DESKTOP, scheme=scheme)
    watched.expect_noise("404 (Not Found)", "410 (Gone)", "422 (Unprocessable")
    page = watched.page
    if who:
        sign_in_demo(page, who, staff=who == "pelatih")
    found: dict[str, list[str]] = {}
    for screen in (screen for screen in SCREENS if screen.who == who):
        found[screen.name] = _look_at(page, screen, widths=WIDTHS if scheme == "light" else ())
    wrong = {name: problems for name, problems in found.items() if problems}
    assert wrong == {}, wrong


def _look_at(page: Page, screen: Screen, *, widths: Sequence[int]) -> list[str]:
    answer = page.goto(screen.path)
    assert answer is not None
    assert answer.status == screen.status, screen.name
    screen.act(page)
    found = problems(page)
    size = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{width} px: {element}" for element in too_wide(page)]
    assert size is not None
    page.set_viewport_size(size)
    return found + [f"covered: {element}" for element in covered(page)]
