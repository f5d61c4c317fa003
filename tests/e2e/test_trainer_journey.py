"""A trainer writes, sees it at phone width, sends it for review; the reviewer publishes; a learner sees it."""

from __future__ import annotations

import io
import random
import re

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.people import sign_in_demo

MODULE = "Kenal HP dan jaringan"
TITLE = f"Merawat baterai supaya awet {random.randrange(1_000_000)}"
STEM = "Kapan baterai HP paling baik diisi?"


def picture() -> bytes:
    image = Image.new("RGB", (1200, 800), "#e3f1ef")
    ImageDraw.Draw(image).rectangle((200, 200, 1000, 600), fill=(11, 110, random.randrange(256)))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def type_into(editor: Locator, text: str) -> None:
    editor.click()
    editor.press_sequentially(text)


def add_block(page: Page, name: str) -> Locator:
    """The new block's own part of the form."""
    top = page.locator("#body-root > [data-streamfield-stream-container]")
    number = int(page.input_value("[name=body-count]"))
    top.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    return top.locator("> [data-streamfield-child]", has=page.locator(f"[name='body-{number}-type']"))


def send_for_review(page: Page) -> None:
    page.locator("footer").get_by_role("button", name="Tindakan lain").click()
    page.get_by_role("button", name=re.compile("^Kirim ke")).click()
    page.wait_for_load_state()


def write_question(page: Page) -> None:
    page.goto("/kelola/snippets/quizzes/question/add/")
    type_into(page.locator(".public-DraftEditor-content").first, STEM)
    page.fill("[name='content-0-value-choices-0-value-text']", "Sebelum sisa 20 persen")
    page.check("[name='content-0-value-choices-0-value-correct']")
    page.fill("[name='content-0-value-choices-0-value-feedback']", "Baterai lebih awet bila tidak sampai kosong.")
    page.fill("[name='content-0-value-choices-1-value-text']", "Setelah HP mati")
    page.fill("[name='content-0-value-choices-1-value-feedback']", "Baterai yang sering kosong cepat lemah.")
    page.fill("[name='content-0-value-choices-2-value-text']", "Kapan saja sama")
    page.fill("[name='content-0-value-choices-2-value-feedback']", "Kebiasaan mengisi ikut menentukan umur baterai.")
    send_for_review(page)


def write_lesson(page: Page) -> None:
    page.goto("/kelola/")
    page.get_by_role("link", name="Pelajaran baru").click()
    page.get_by_role("link", name=MODULE).click()
    page.fill("[name=title]", TITLE)
    page.fill("[name=objective]", "Anda bisa membuat baterai HP lebih awet.")

    steps = add_block(page, "Langkah bergambar")
    for index, text in enumerate(("Buka Pengaturan.", "Ketuk Baterai.", "Nyalakan penghemat.")):
        type_into(steps.locator(".public-DraftEditor-content").nth(index), text)

    block = add_block(page, "Gambar")
    block.get_by_role("button", name="Pilih gambar").click()
    page.get_by_role("tab", name="Unggah").click()
    page.locator("form[data-chooser-modal-creation-form] [name$=title]").fill("Baterai")
    page.set_input_files(
        "form[data-chooser-modal-creation-form] [type=file]",
        files={"name": "baterai.jpg", "mimeType": "image/jpeg", "buffer": picture()},
    )
    page.locator("form[data-chooser-modal-creation-form] [type=submit]").click()
    page.wait_for_selector("form[data-chooser-modal-creation-form]", state="detached")
    block.locator("[name$=alt_text]").fill("Layar HP dengan tanda baterai hampir penuh.")

    block = add_block(page, "Soal cek")
    block.get_by_role("button", name="Pilih Soal").click()
    page.get_by_role("link", name=STEM).first.click()
    page.wait_for_selector(".modal", state="detached")


def see_at_phone_width(page: Page) -> None:
    page.get_by_role("button", name=re.compile("pratinjau", re.IGNORECASE)).first.click()
    frame = page.frame_locator("iframe[data-preview-iframe], #w-preview-iframe, iframe[title*=ratinjau]").first
    expect(frame.locator("h1")).to_have_text(TITLE)
    expect(frame.locator("ol.steps > li")).to_have_count(3)
    width = page.locator("iframe").first.evaluate("frame => frame.contentWindow.innerWidth")
    assert width == 360


def approve(page: Page, title: str) -> None:
    page.goto("/kelola/")
    row = page.locator("tr", has_text=title).first
    row.get_by_role("link", name=title).first.click()
    page.wait_for_load_state()
    page.locator("footer").get_by_role("button", name="Tindakan lain").click()
    page.get_by_role("button", name=re.compile("Setujui")).first.click()
    page.wait_for_load_state()


def test_from_the_trainers_draft_to_the_learners_screen(window, site):
    writing = window(viewport=DESKTOP)
    # Autosave waits while a picture has no alternative text yet; a line of Wagtail's own modal tabs.
    writing.expect_noise("400 (Bad Request)", "matching panel for the trigger")
    trainer = writing.page
    sign_in_demo(trainer, "pelatih", staff=True)
    write_question(trainer)

    reviewing = window(viewport=DESKTOP).page
    sign_in_demo(reviewing, "peninjau", staff=True)
    approve(reviewing, STEM)

    write_lesson(trainer)
    see_at_phone_width(trainer)
    send_for_review(trainer)
    approve(reviewing, TITLE)

    learner = window().page
    learner.goto("/kursus/mulai-dari-hp/")
    learner.get_by_role("link", name=TITLE).click()
    assert learner.inner_text("h1") == TITLE
    assert learner.locator("ol.steps > li").count() == 3
    assert learner.get_by_alt_text("Layar HP dengan tanda baterai hampir penuh.").count() == 1
    learner.get_by_label("Sebelum sisa 20 persen").check()
    learner.get_by_role("button", name="Periksa jawaban").click()
    expect(learner.locator(".verdict.right")).to_contain_text("tidak sampai kosong")
