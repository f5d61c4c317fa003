"""Screens of H5P on the trainers' side, on a phone: axe finds nothing, nothing is cut or scrolls sideways."""

from __future__ import annotations

import pytest

from tests.e2e.people import sign_in_demo
from tests.e2e.screens import TRAINER
from tests.e2e.test_every_screen import covered, problems, too_wide

# Wagtail draws this list by itself.
OURS = [screen for screen in TRAINER if screen.name.startswith("kelola-h5p-")]


@pytest.mark.parametrize("who", ["pelatih", "pengelola"])
def test_h5p_on_a_phone(window, who: str):
    watched = window()
    watched.expect_noise("409 (Conflict)")
    page = watched.page
    sign_in_demo(page, who, staff=True)
    found: dict[str, list[str]] = {}
    for screen in (screen for screen in OURS if screen.who == who):
        page.goto(screen.path)
        screen.act(page)
        found[screen.name] = [*problems(page), *too_wide(page), *covered(page)]
    assert {name: flaws for name, flaws in found.items() if flaws} == {}
