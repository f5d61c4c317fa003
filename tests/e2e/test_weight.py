"""Pages stay within the weight budget (UX.md, “Weight and speed budget”); 1 KB = 1,000 bytes, compressed, as served."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.people import sign_in_demo
from tests.e2e.screens import LESSON, PRACTICE, QUIZ
from tests.e2e.weight import Line

KB = 1000
NEXT = "/kursus/mulai-dari-hp/kenal-hp-dan-jaringan/layar-dan-gerakan-jari/"
PAGES = ("/", "/kursus/", "/kursus/mulai-dari-hp/", PRACTICE, QUIZ, "/sertifikat/", "/akun/")


def _settled(page, path: str) -> Line:
    with Line(page) as line:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    return line


def _new_phone(window, who: str) -> Page:
    """With nothing in its cache; signed in as ``who``, if anybody."""
    session: list[Any] = []
    if who:
        first = window()
        sign_in_demo(first.page, who)
        session = [c for c in first.context.cookies() if c["name"] != "gaya"]
    watched = window()
    watched.context.add_cookies(session)
    return watched.page


@pytest.mark.parametrize(
    ("who", "path", "script"),
    [("", NEXT, 8), ("siti", NEXT, 8), ("", LESSON, 12)],
    ids=["visitor", "learner", "exercise"],
)
def test_the_first_lesson_of_a_first_visit(window, who: str, path: str, script: int):
    """A lesson with an H5P brings the script that opens it; all else of it comes after a tap."""
    line = _settled(_new_phone(window, who), path)
    seen = [(r.kind, r.path, r.body) for r in line.sent()]
    assert line.weight("Document") <= 14 * KB, seen
    assert line.weight("Script") <= script * KB, seen
    assert line.weight() <= 30 * KB, seen
    assert len(line.sent()) <= 6, seen


@pytest.mark.parametrize("who", ["", "siti"], ids=["visitor", "learner"])
def test_the_next_lesson_is_one_request(window, who: str):
    page = _new_phone(window, who)
    _settled(page, LESSON)
    line = _settled(page, NEXT)
    assert [r.kind for r in line.sent()] == ["Document"], [(r.kind, r.path, r.body) for r in line.sent()]
    assert line.weight() <= 8 * KB


@pytest.mark.parametrize("path", PAGES)
def test_every_other_page_is_as_light_when_one_comes_back(window, path: str):
    page = window().page
    sign_in_demo(page, "siti")
    _settled(page, "/")
    line = _settled(page, path)
    assert line.weight() <= 12 * KB, [(r.kind, r.path, r.body) for r in line.sent()]


def test_pictures_of_a_lesson_are_small_and_keep_their_place(window):
    page = window().page
    with Line(page) as line:
        page.goto("/kursus/mulai-dari-hp/kenal-hp-dan-jaringan/layar-dan-gerakan-jari/")
        page.wait_for_load_state("networkidle")
    pictures = [r for r in line.requests if r.kind == "Image"]
    assert pictures
    assert all(r.body <= 40 * KB for r in pictures), [(r.path, r.body) for r in pictures]
    unsized = page.eval_on_selector_all(
        "main img", "all => all.filter(i => !i.getAttribute('width') || !i.getAttribute('height')).length"
    )
    assert unsized == 0
