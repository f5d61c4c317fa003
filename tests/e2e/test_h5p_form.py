"""A trainer makes an exercise on a phone by keyboard: chooses its type, writes, looks at the result, saves and uses it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in_demo
from tests.e2e.test_every_screen import problems, too_wide


def _tab_to(page: Page, name: str, value: str = "", most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([n, v]) => document.activeElement.name === n && (!v || document.activeElement.value === v)", [name, value]
        ):
            return
    raise AssertionError(f"{name} {value} cannot be reached with the keyboard")


def _flaws(page: Page) -> list[str]:
    """In what is ours: Wagtail's own frame is looked at elsewhere."""
    return [*problems(page), *too_wide(page)]


def test_an_exercise_is_made_on_a_phone_by_keyboard(window):
    page = window().page
    sign_in_demo(page, "pelatih", staff=True)
    page.goto("/kelola/h5p/buat/")
    assert _flaws(page) == []
    page.locator("#q").focus()
    _tab_to(page, "type", "LMS.FindClues 1.0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/h5p/draf/**")

    _tab_to(page, "title")
    page.keyboard.type("SMS hadiah")
    for number, text in enumerate(("Selamat!", "Kirim kode OTP Anda ke nomor ini.")):
        _tab_to(page, f"p.pieces.{number}.text")
        page.keyboard.type(text)
    _tab_to(page, "p.pieces.1.isClue")
    page.keyboard.press("Space")
    _tab_to(page, "act", "add p.pieces")
    page.keyboard.press("Enter")
    expect(page.locator("[id='p.pieces.3.text']")).to_be_focused()  # where the new one is written
    page.keyboard.type("Terima kasih.")
    _tab_to(page, "act", "save")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_be_focused()  # the third is still empty
    expect(page.locator("[id='p.pieces.2.text']")).to_have_attribute("aria-invalid", "true")
    assert page.input_value("[id='p.pieces.3.text']") == "Terima kasih."
    assert _flaws(page) == []

    _tab_to(page, "act", "remove p.pieces.2")
    page.keyboard.press("Enter")
    expect(page.locator("[id='p.pieces.3.text']")).to_have_count(0)
    assert page.input_value("[id='p.pieces.2.text']") == "Terima kasih."
    _tab_to(page, "act", "look")
    page.keyboard.press("Enter")
    played = page.frame_locator(".hf-look iframe").frame_locator("iframe")
    expect(played.get_by_text("Kirim kode OTP Anda")).to_be_visible()

    page.locator("[value=finish]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/kelola/h5p/isi/\d+/"))
    expect(page.locator("h1")).to_contain_text("SMS hadiah")


def test_without_a_script_nothing_typed_is_lost(window):
    page = window(js=False).page
    sign_in_demo(page, "pelatih", staff=True)
    page.goto("/kelola/h5p/buat/")
    page.click("[value='LMS.FlipCards 1.0']")
    page.fill("[id='p.cards.0.front.text']", "OTP")
    page.locator("[value^='add p.cards']").click()
    page.click("[value=save]")
    expect(page.locator("#summary")).to_contain_text("Judul")
    assert page.input_value("[id='p.cards.0.front.text']") == "OTP"
    page.fill("[name=title]", "Kartu istilah")
    page.click("[value=finish]")
    page.wait_for_url(re.compile(r"/kelola/h5p/isi/\d+/"))
