"""A course opened from a folder: no server, with and without JavaScript, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from courses.editions.pages import page_files
from tests.e2e.learning_system import PHONE
from tests.factories.editions import edition


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kartu memori") / "kursus"
    for name, content in page_files(edition()).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, color_scheme=request.param)
    context.set_default_timeout(10_000)
    asked: list[str] = []
    shown = context.new_page()
    shown.on("request", lambda one: asked.append(one.url))
    shown.on("requestfailed", lambda one: asked.append(f"failed: {one.url}"))
    shown.on("console", lambda message: asked.append(f"console: {message.text}"))
    yield shown
    context.close()
    assert [one for one in asked if not one.startswith("file:")] == []


def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(page, folder):
    for name in ("index", "01-layar", "02-sandi", "03-praktik"):
        page.goto((folder / f"{name}.html").as_uri())
        for button in page.locator("[data-grade]").all():
            button.click()
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = Axe().run(page, options={"preload": False}).response  # it would fetch the style sheet itself
        assert found["passes"], name
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], name


def test_without_javascript_everything_can_be_read(browser, folder):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="Mulai membaca").click()
    expect(page.locator("h1")).to_have_text("Layar & jari")
    expect(page.get_by_role("button", name="Periksa jawaban")).to_have_count(0)
    reason = page.locator("#soal-1 details").get_by_text("Itu usap.")
    expect(reason).to_be_hidden()
    page.locator("#soal-1 summary").click()
    expect(reason).to_be_visible()
    page.get_by_role("link", name="Berikutnya").click()
    expect(page.locator("h1")).to_have_text("Kata sandi")
    context.close()


def test_enter_in_a_typed_answer_checks_it(page, folder):
    page.goto((folder / "01-layar.html").as_uri())
    page.locator("#soal-3 input").fill("27.500")
    page.locator("#soal-3 input").press("Enter")
    expect(page.locator("#soal-3 [data-verdict]")).to_contain_text("Itu dari harga jual.")


def test_a_printed_check_list_has_its_boxes_and_no_buttons(page, folder):
    page.goto((folder / "03-praktik.html").as_uri())
    page.emulate_media(media="print")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    expect(page.get_by_role("link", name="Sebelumnya")).to_be_hidden()
