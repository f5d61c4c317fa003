"""A lesson and a quiz question with the keyboard only, and what a screen reader is told."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.screens import LESSON, QUIZ


def focused(page: Page) -> str:
    return page.evaluate(
        "(document.activeElement.innerText || document.activeElement.value || document.activeElement.name || '').trim()"
    )


def tab_to(page: Page, text: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if text in focused(page):
            return
    raise AssertionError(f"{text!r} cannot be reached with the keyboard")


def test_a_lesson_can_be_done_with_the_keyboard(window):
    page = window(viewport=DESKTOP).page
    page.goto(LESSON)
    page.keyboard.press("Tab")
    assert focused(page) == "Langsung ke isi"
    page.keyboard.press("Enter")
    page.locator("form[data-check] label.opt input").first.focus()
    page.keyboard.press("Space")
    tab_to(page, "Periksa jawaban")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_visible()
    assert page.locator(".verdict").get_attribute("role") == "status"
    tab_to(page, "Selesai, lanjut")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kursus/**/wi-fi-atau-paket-data/")


def test_focus_is_always_visible(window):
    page = window(viewport=DESKTOP).page
    page.goto("/daftar/")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(e => { const o = s => getComputedStyle(s).outlineStyle; return o(e) !== 'none' || (e.closest('.opt') && o(e.closest('.opt')) !== 'none') })(document.activeElement)"
        )
        assert style, focused(page)


def answer_with_keys(page: Page) -> None:
    """Which question comes first is drawn, so any kind may stand here."""
    form = page.locator("form[data-autosave]")
    typed = form.locator("textarea, input:not([type])")
    if form.locator("[data-order]").count():
        form.locator("[data-order] li").first.locator("[name=move]").last.focus()  # down
        page.keyboard.press("Enter")
    elif form.locator("select").count():
        form.locator("select").first.focus()
        page.keyboard.press("ArrowDown")
    elif typed.count():
        typed.first.focus()
        page.keyboard.type("coba")
    else:
        form.locator("label.opt input").first.focus()
        page.keyboard.press("Space")


def test_a_quiz_question_can_be_answered_with_the_keyboard(window):
    page = window(viewport=DESKTOP).page
    page.goto(QUIZ)
    tab_to(page, "Mulai kuis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kuis/**")
    answer_with_keys(page)
    tab_to(page, "Periksa jawaban")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_visible()
