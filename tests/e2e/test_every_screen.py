"""Every screen, in both schemes: axe finds nothing, nothing is cut or scrolls sideways, nothing complains."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

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
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SHARE = 30  # screens


def problems(page: Page, options: dict[str, Any] = RULES) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
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


def _shares() -> list[tuple[str, list[Screen]]]:
    """Of each person at most so many, for the workers to have like work."""
    found = []
    for who in sorted({screen.who for screen in SCREENS}):
        theirs = [screen for screen in SCREENS if screen.who == who]
        found += [(who, theirs[start : start + SHARE]) for start in range(0, len(theirs), SHARE)]
    return found


@pytest.mark.parametrize(
    ("who", "screens"), [pytest.param(*share, id=f"{share[0] or 'visitor'}-{share[1][0].name}") for share in _shares()]
)
def test_screens(window, who: str, screens: Sequence[Screen]):
    watched = window(viewport=PHONE)
    watched.expect_noise("404 (Not Found)", "410 (Gone)", "422 (Unprocessable")
    page = watched.page
    if who:
        sign_in_demo(page, who, staff=who == "pelatih")
    found = {screen.name: _look_at(page, screen) for screen in screens}
    wrong = {name: problems for name, problems in found.items() if problems}
    assert wrong == {}, wrong


def _look_at(page: Page, screen: Screen) -> list[str]:
    """On a phone in the light scheme; then in the dark on a desktop, where colours and places alone are others."""
    answer = page.goto(screen.path)
    assert answer is not None
    assert answer.status == screen.status, screen.name
    screen.act(page)
    found = problems(page) + _covered(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{width} px: {element}" for element in too_wide(page)]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(DESKTOP)
    found += [f"dark: {problem}" for problem in problems(page, COLOURS) + _covered(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    return found


def _covered(page: Page) -> list[str]:
    return [f"covered: {element}" for element in covered(page)]
