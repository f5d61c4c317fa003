"""From the first tap to a certificate that anybody can check – with JavaScript and without."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Locator, Page
from pypdf import PdfReader

from tests.e2e.answers import answer
from tests.e2e.exercises import CAGE_NOISE, find_clues
from tests.e2e.people import fill_sign_up, new_username

COURSE = "Mulai dari HP: Internet dan Wi-Fi Lingkungan"


def do_page(page: Page) -> None:
    """Whatever this page of a course asks for, then on."""
    check = page.locator("form[action*='/cek/']")
    if check.count():
        answer(page, check)
        check.locator("button").click()
        page.wait_for_selector(".verdict")
    exercise = page.locator("[data-h5p]")
    if exercise.count():
        do_exercise(page, exercise)
        page.wait_for_load_state()
    practice = page.locator("form[action*='/praktik/']")
    if practice.count():
        for box in practice.locator("[name=step]").all():
            box.check()
        practice.locator("button.go").click()
    else:
        page.locator(".foot button.go").click()
    page.wait_for_load_state()


def do_exercise(page: Page, exercise: Locator) -> None:
    """What a lesson needs: played with JavaScript, read and said to be done without."""
    word = exercise.locator("form[action*='/sudah/'] button:visible")
    if word.count():
        word.first.click()
    elif page.url.endswith("/membaca-alamat-situs/"):
        find_clues(page)


def take_quiz(page: Page) -> None:
    page.locator("form[action*='/kuis/'] button.go").click()
    for _ in range(12):
        answer(page, page.locator("main form.ask"))
        page.locator("[name=act][value=check]").click()
        page.wait_for_selector(".verdict.right")
        page.locator(".foot a.go").click()
        page.wait_for_load_state()
    assert "/kirim/" in page.url


def qr_address(pdf: bytes) -> str:
    """What a phone reads when it is held over the printed page, over whichever code where there are several."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    [address] = {str(found.text) for found in zxingcpp.read_barcodes(image)}
    return address


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_visitor_learns_without_account_signs_up_and_gets_a_certificate(window, site, js, tmp_path: Path):
    watched = window(js=js, accept_downloads=True)
    watched.expect_noise(*CAGE_NOISE)
    page = watched.page
    page.goto("/")
    page.get_by_role("button", name="Mulai belajar").click()
    page.wait_for_url("**/layar-dan-gerakan-jari/")

    for _ in range(5):  # the first module, as a guest
        do_page(page)
    page.goto("/")
    assert "Lanjutkan dari tempat terakhir" in page.inner_text("main")

    page.goto("/daftar/")
    fill_sign_up(page, name="Siti Aminah Contoh", username=new_username())
    assert page.locator(".words li").count() == 6
    page.get_by_role("button", name="Sudah saya simpan").click()
    page.goto("/kursus/mulai-dari-hp/")
    assert re.search(r"4 dari \d+ pelajaran", page.inner_text("main"))
    page.get_by_role("button", name="Lanjutkan").click()

    for _ in range(40):
        page.wait_for_load_state()
        if "kuis-akhir" in page.url:
            break
        do_page(page)
    take_quiz(page)
    assert page.input_value("[name=name]") == "Siti Aminah Contoh"
    page.fill("[name=name]", "Siti Aminah")
    page.get_by_role("button", name="Kirim jawaban saya").click()
    page.wait_for_url("**/hasil/")
    assert "100" in page.inner_text(".stat")

    page.get_by_role("link", name="Lihat sertifikat").click()
    page.get_by_role("link", name="Lihat sertifikat").click()
    assert "Siti Aminah" in page.inner_text(".cert")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Unduh PDF").click()
    pdf = Path(waiting.value.path()).read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Siti Aminah" in text
    assert "CONTOH" not in text

    address = qr_address(pdf)
    assert address.startswith(f"{site.url}/s/")
    stranger = window(js=js).page
    stranger.goto(address)
    shown = stranger.inner_text("main")
    assert "Siti Aminah" in shown
    assert COURSE in shown
    assert "Sangat Memuaskan" not in shown


def test_guest_who_finishes_first_gets_the_certificate_by_signing_up(window, site):
    """“Daftar dengan nama Anda, dan sertifikat langsung jadi milik Anda”, then the claiming transaction."""
    page = window(js=False).page
    page.goto("/kursus/mulai-dari-hp/")
    page.get_by_role("button", name="Mulai kursus").click()
    for _ in range(40):
        page.wait_for_load_state()
        if "kuis-akhir" in page.url:
            break
        do_page(page)
    take_quiz(page)
    page.get_by_role("button", name="Kirim jawaban saya").click()
    page.wait_for_url("**/hasil/")
    page.get_by_role("link", name="Ambil sertifikat").click()
    assert "sertifikat langsung jadi milik Anda" in page.inner_text("main")
    page.get_by_role("link", name="Daftar").first.click()
    fill_sign_up(page, name="Joko", username=new_username())
    page.get_by_role("button", name="Sudah saya simpan").click()
    page.goto("/sertifikat/")
    assert page.locator("main article.card").count() == 1
