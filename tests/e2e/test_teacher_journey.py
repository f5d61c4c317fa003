"""A teacher on a phone: a class from Dapodik's list, cards, a task until Friday; three pupils; who needs help; files."""

from __future__ import annotations

import csv
import io
import random
import re
import string
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from classes.times import Ready, ready_due
from core.sheets import XLSX
from tests.classes.rosters_making import SECRETS, dapodik
from tests.e2e.answers import answer
from tests.e2e.people import sign_in_demo
from tests.e2e.test_every_screen import problems, too_wide
from tests.e2e.test_learner_journey import do_page, qr_address

MODULE = "Akun pertama"  # the second of course A1: four lessons with a check question each, and a practice
FIRST_LESSON = "Apa itu akun dan email"
FIRST = ("Adi", "Bayu", "Cici", "Dewi", "Edo", "Farah", "Galih", "Hesti", "Indra", "Jihan", "Kirana", "Lukman")
SECOND = ("Anggrek", "Melati", "Kenanga")


@dataclass(frozen=True)
class Class:
    """Names that nobody else on this site bears."""

    name: str
    pupils: list[str]

    def dapodik_list(self) -> bytes:
        """Titles above two header rows, 66 columns, the data of parents among them; two pupils of another class."""
        rows = [(name, f"{1000 + n}", f"00{71_000_000 + n}", self.name) for n, name in enumerate(self.pupils)]
        others = [(f"{name} Lain", "", "", "9Z") for name in self.pupils[:2]]
        return dapodik([*rows, *others])


def invented_class(pupils: int = 36) -> Class:
    tag = "".join(random.choices(string.ascii_uppercase, k=5))
    names = [f"{first} {second} {tag.title()}" for second in SECOND for first in FIRST]
    return Class(f"8 {tag}", sorted(names[:pupils]))


def settled(page: Page) -> None:
    page.wait_for_load_state()
    assert too_wide(page) == [], page.url


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    settled(page)


def part(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Kelas").get_by_role("link", name=name, exact=True).click()
    settled(page)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()
    settled(page)


def download(page: Page, button: Locator) -> bytes:
    """36 cards are 36 hashes, which take their time on a busy machine."""
    with page.expect_download(timeout=60_000) as waiting:
        button.click(timeout=60_000)
    return Path(waiting.value.path()).read_bytes()


def open_class(page: Page, name: str) -> str:
    """Its first page."""
    page.goto("/kelas/")
    follow(page, "Buka kelas")
    page.fill("[name=name]", name)
    press(page, "Buka kelas")
    return page.url.removesuffix("peserta/")


def bring(page: Page, content: bytes, name: str = "daftar.xlsx") -> None:
    page.set_input_files("[name=file]", {"name": name, "mimeType": XLSX, "buffer": content})
    press(page, "Periksa daftar")


def import_pupils(page: Page, made: Class) -> None:
    part(page, "Peserta")
    follow(page, "Daftar: unggah")
    bring(page, made.dapodik_list())
    told = page.get_by_role("main")
    expect(told.get_by_role("link", name="36 baru")).to_be_visible()
    expect(told.get_by_role("link", name="2 dilewati")).to_be_visible()
    assert [name for name in made.pupils if name not in told.inner_text()] == []
    assert [secret for secret in SECRETS if secret in page.content()] == []
    press(page, "Jalankan")
    expect(told.get_by_role("listitem").filter(has_text="baru").first).to_have_text(re.compile(r"^\s*36\s+baru"))


def print_cards(page: Page, made: Class) -> tuple[dict[str, str], str, bytes]:
    """(name → PIN, the code of the class, the file), as they stand on the printed cards."""
    follow(page, "Buat kartu masuk")
    pdf = download(page, page.get_by_role("button", name="Buat kartu (PDF)"))
    printed = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    codes = set(re.findall(r"Kode kelas: (\w{3} \w{3})", printed))
    pins = dict(re.findall(r"^(.+)\nKode kelas: .+\nPIN: (\d{3} \d{3})$", printed, re.MULTILINE))
    assert sorted(pins) == made.pupils
    assert len(codes) == 1
    return pins, codes.pop(), pdf


def count_taps(page: Page) -> None:
    """From here on; kept over pages."""
    page.context.add_init_script(
        "addEventListener('pointerdown', () => sessionStorage.taps = +sessionStorage.taps + 1)"
    )
    page.goto(page.url)
    page.evaluate("sessionStorage.taps = 0")


def assign_until_friday(page: Page, home: str) -> None:
    """Three taps: Beri tugas, what, until when."""
    page.goto(home)
    count_taps(page)
    follow(page, "Beri tugas")
    page.locator("label.opt", has_text=MODULE).first.click()
    press(page, re.compile("^Jumat ini"))
    assert page.evaluate("sessionStorage.taps") == "3"
    zone = ZoneInfo("Asia/Jakarta")
    friday = ready_due(Ready.FRIDAY, now=datetime.now(zone), zone=zone)
    assert friday is not None
    given = page.get_by_role("main")
    expect(given).to_contain_text("36 peserta")
    expect(given).to_contain_text(re.compile(rf"Tenggat: Jumat, {friday.day} \w+ {friday.year}\s+pukul 23\.59 WIB"))
    assert "https://wa.me/" in (given.get_by_role("link", name="Bagikan").first.get_attribute("href") or "")


def sign_in_by_card(page: Page, *, code: str, name: str, pin: str, qr: str = "") -> None:
    """All three typed, as they stand on the card; whoever scanned the QR code types no class code."""
    if qr:
        page.goto(qr)
        assert problems(page) == []
        follow(page, "Saya punya kartu masuk")
        assert page.input_value("[name=code]") == code
    else:
        page.goto("/masuk/kelas/")
        page.fill("[name=code]", code)
    page.fill("[name=name]", name)
    press(page, "Berikutnya")
    page.fill("[name=secret]", pin)
    press(page, "Masuk")
    page.locator("section", has_text="Tugas Anda").get_by_role("link", name=MODULE).click()
    settled(page)
    assert page.inner_text("h1") == FIRST_LESSON


def fail_three_times(page: Page) -> None:
    check = page.locator("form[action*='/cek/']")
    for _try in range(3):
        answer(page, check, right=False)
        with page.expect_response(re.compile("/cek/")):
            check.locator("button").click()
        expect(page.locator(".verdict")).to_contain_text("belum tepat")


def on_screen(page: Page) -> list[list[str]]:
    """The table with its head, cell by cell as people read them; on a phone the head is there for screen readers."""
    rows: list[list[str]] = page.locator("table").first.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
    return rows


def in_files(page: Page) -> tuple[list[list[str]], list[list[str]]]:
    """The same as XLSX and as CSV."""
    sheet = load_workbook(io.BytesIO(download(page, page.get_by_role("link", name="Unduh XLSX").first))).active
    assert sheet is not None
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    text = download(page, page.get_by_role("link", name="Unduh CSV").first).decode("utf-8-sig")
    return cells, list(csv.reader(io.StringIO(text, newline="")))


def help_who_needs_it(page: Page, home: str, name: str) -> None:
    """Assignment → lesson → person → answers, then “Sudah dibantu”."""
    page.goto(home)
    waiting = page.locator("#bantuan")
    expect(waiting.get_by_role("listitem")).to_have_count(1)
    expect(waiting).to_contain_text(name)
    follow(page, MODULE)
    follow(page, FIRST_LESSON)
    follow(page, name)
    expect(page.get_by_role("main")).to_contain_text("tiga kali belum tepat menjawab satu soal")
    follow(page, FIRST_LESSON)  # of the person's answers
    expect(page.locator("main section.card")).to_have_count(3)
    expect(page.locator("main section.card").first).to_contain_text("99999 – belum tepat")
    follow(page, name)
    press(page, "Sudah dibantu")
    page.goto(home)
    expect(waiting).to_contain_text("Saat ini tidak ada.")


def compare_with_files(page: Page, made: Class) -> None:
    """Who is how far: the screen, the page for the printer, XLSX and CSV say the same in every cell."""
    part(page, "Tugas")
    follow(page, MODULE)
    screen = on_screen(page)
    assert [row[0] for row in screen[1:]] == made.pupils
    standings = {row[0]: row[1] for row in screen[1:]}
    assert [standings[name] for name in made.pupils[:4]] == [
        "Selesai",
        "Sedang belajar",
        "Sedang belajar",
        "Belum mulai",
    ]
    assert in_files(page) == (screen, screen)
    follow(page, "Cetak")
    assert on_screen(page) == screen
    assert page.locator("[data-print]").is_visible()
    page.go_back()


def bring_back_what_was_given_out(page: Page) -> None:
    """The roster as a file, and the same file again."""
    part(page, "Peserta")
    follow(page, "Daftar: unggah")
    roster = download(page, page.get_by_role("link", name="Daftar kelas ini (Excel)"))
    bring(page, roster)
    told = page.get_by_role("main")
    assert [chip.strip() for chip in told.locator("ul.chips a").all_inner_texts()] == ["semua", "36 tetap"]
    expect(told).to_contain_text("Tidak ada yang baru dalam daftar ini")
    expect(told.get_by_role("button", name="Jalankan")).to_have_count(0)
    press(page, "Buang daftar")


def test_from_dapodiks_list_to_the_report(window, site):
    watched = window(accept_downloads=True)
    teacher, made = watched.page, invented_class()
    sign_in_demo(teacher, "guru")
    home = open_class(teacher, made.name)
    import_pupils(teacher, made)
    pins, code, pdf = print_cards(teacher, made)
    qr = qr_address(pdf)
    assert qr == f"{site.url}/gabung/{code.replace(' ', '')}/"
    assign_until_friday(teacher, home)

    quick, slow, stuck = made.pupils[:3]
    first, second, third = (window().page for _name in range(3))
    sign_in_by_card(first, code=code, name=quick, pin=pins[quick])
    for _page in range(5):  # four lessons and the practice
        do_page(first)
    first.goto("/tugas/")
    expect(first.get_by_role("main")).to_contain_text("Tidak ada yang harus dikerjakan sekarang.")
    sign_in_by_card(second, code=code, name=slow.upper(), pin=pins[slow].replace(" ", ""), qr=qr)
    do_page(second)
    sign_in_by_card(third, code=code, name=stuck, pin=pins[stuck])
    fail_three_times(third)

    help_who_needs_it(teacher, home, stuck)
    compare_with_files(teacher, made)
    bring_back_what_was_given_out(teacher)


def test_a_list_and_an_assignment_without_javascript(window, site):
    page, made = window(js=False).page, invented_class(3)
    sign_in_demo(page, "guru")
    home = open_class(page, made.name)
    part(page, "Peserta")
    follow(page, "Daftar: unggah")
    bring(page, made.dapodik_list())
    press(page, "Jalankan")
    page.goto(home)
    follow(page, "Beri tugas")
    page.locator("label.opt", has_text=MODULE).first.click()
    press(page, re.compile("^Jumat ini"))
    expect(page.get_by_role("main")).to_contain_text("Diberikan kepada 3 peserta.")
