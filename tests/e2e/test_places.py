"""Places in a picture: learners tap them, authors draw them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.people import sign_in_demo

SIDES = ("x", "y", "width", "height")


def test_a_tap_on_the_picture_chooses_with_and_without_a_script(window):
    for scripts in (True, False):
        page = window(js=scripts).page
        sign_in_demo(page, "pelatih", staff=True)
        page.goto("/gaya/")
        asked = page.locator("[data-places]").last
        place = asked.locator(".map label").nth(1)
        box = place.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        place.click()
        expect(asked.locator("input").nth(1)).to_be_checked()
        expect(asked.locator(".spot.on")).to_have_count(1 if scripts else 0)


def sides(page: Page, number: int) -> list[int]:
    return [int(page.locator(f"[id$=places-{number}-value-{side}]").input_value()) for side in SIDES]


def test_an_author_moves_draws_and_resizes_a_place(window):
    page = window(viewport=DESKTOP).page
    sign_in_demo(page, "pelatih", staff=True)
    page.goto("/kelola/snippets/quizzes/question/?kind=places")
    page.locator("td.title a", has_text="membuktikan").first.click()
    board = page.locator(".lms-board")
    board.scroll_into_view_if_needed()
    link = board.locator("button").nth(3)
    for side, value in zip(SIDES, (7, 66, 87, 13), strict=True):  # whatever an earlier draft says
        page.locator(f"[id$=places-3-value-{side}]").fill(str(value))
    link.focus()
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert sides(page, 3) == [6, 65, 86, 14]
    page.wait_for_function("document.querySelector('.lms-board img').complete")
    link.evaluate("element => element.scrollIntoView({ block: 'center' })")  # clear of the bar at the bottom
    box, whole = link.bounding_box(), board.bounding_box()
    assert box is not None
    assert whole is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] + 10 - whole["height"] / 10, steps=3)
    page.mouse.up()
    assert sides(page, 3) == [6, 55, 86, 14]
    page.locator("[id$=places-3-value-x]").fill("12")
    assert link.evaluate("element => element.style.left") == "12%"
