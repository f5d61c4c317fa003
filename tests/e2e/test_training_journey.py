"""A coordinator's training of two days: invitation, door, certificates, and the pack that accounts for it."""

from __future__ import annotations

import io
import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from core.words import number
from tests.e2e.before_and_after import make_on
from tests.e2e.conftest import DESKTOP
from tests.e2e.people import fill_sign_up, new_username, sign_in_demo
from tests.e2e.site import Site
from tests.e2e.test_every_screen import covered, problems, too_wide
from tests.e2e.test_learner_journey import qr_address

MARK = random.randrange(1_000_000)
TITLE = f"Bimtek Layanan Digital {MARK}"
TEST = f"Tes akhir bimtek {MARK}"
SPEAKER = "Dr. Rahayu Contoh, M.Kom."
ANI, BUDI, CITRA, DONI, KARTO = (f"{name} {MARK}" for name in ("Ani", "Budi", "Citra", "Doni", "Mbah Karto"))
CERTIFIED = [ANI, DONI, SPEAKER, KARTO]  # in the order of names; Budi's waits for his name, Citra did not come
ZONE = ZoneInfo("Asia/Jakarta")
_pictures = itertools.count(1)


def just_ended() -> datetime:
    """A minute on this day, or the last one of the day before: a session ends on the day on which it starts."""
    end = datetime.now(ZONE) - timedelta(minutes=2)
    return end if end.hour or end.minute > 20 else end.replace(hour=23, minute=59) - timedelta(days=1)


@pytest.fixture
def look(tmp_path: Path):
    """Nothing is wrong on this screen, and its picture lies among the files of this test."""

    def at(page: Page) -> None:
        page.screenshot(path=tmp_path / f"{next(_pictures):02d}.png", full_page=True)
        assert problems(page) + too_wide(page) + covered(page) == [], page.url

    return at


def fill_session(page: Page, index: int, title: str, end: datetime) -> None:
    start = max(end - timedelta(hours=2), end.replace(hour=0, minute=0))
    page.fill(f"[name=sesi-{index}-title]", title)
    page.fill(f"[name=sesi-{index}-day]", f"{end:%Y-%m-%d}")
    page.fill(f"[name=sesi-{index}-start]", f"{start:%H:%M}")
    page.fill(f"[name=sesi-{index}-end]", f"{end:%H:%M}")


def plan(page: Page) -> None:
    """Day one is today, day two is tomorrow."""
    page.goto("/kelas/")
    page.get_by_role("link", name="Pelatihan", exact=True).click()
    page.get_by_role("link", name="Rencanakan pelatihan").click()
    page.get_by_label("Judul pelatihan").fill(TITLE)
    page.get_by_label("Tempat", exact=True).fill("Aula Balai Kota")
    fill_session(page, 0, "Hari pertama", just_ended())
    page.get_by_role("button", name="Tambah sesi").click()
    page.wait_for_selector("[name=sesi-1-title]")
    assert page.input_value("[name=title]") == TITLE
    fill_session(page, 1, "Hari kedua", just_ended() + timedelta(days=1))
    page.get_by_label("Jumlah tempat").fill("3")
    page.get_by_label("Kehadiran paling sedikit").fill("50")
    page.get_by_label("Mulai dari HP").check()
    page.get_by_label("Tes akhir (boleh kosong)").select_option(label=TEST)
    page.get_by_role("button", name="Simpan sebagai draf").click()
    expect(page.locator("main .chip").first).to_have_text("Draf")
    page.get_by_role("button", name="Buka pelatihan").click()
    expect(page.locator("main .chip").first).to_have_text("Dibuka")


def invitation(page: Page) -> str:
    page.get_by_role("button", name="Salin teks").click()
    page.get_by_role("button", name="Tersalin").wait_for()
    text = str(page.evaluate("navigator.clipboard.readText()"))
    assert text.startswith(f"Anda diundang: {TITLE}.\nHari pertama: ")
    assert "Tersedia 3 tempat." in text
    return text


def sign_up(page: Page, address: str, name: str) -> str:
    """An account is made on the way. The user name."""
    username = new_username()
    page.goto(address)
    page.get_by_role("link", name="Buat akun").click()
    fill_sign_up(page, name=name, username=username)
    page.get_by_role("button", name="Sudah saya simpan").click()
    page.wait_for_url(address)
    return username


def confirm_name(page: Page) -> None:
    page.goto("/akun/nama/")
    with page.expect_navigation():
        page.locator("main form button.go").last.click()


def code_at_the_door(page: Page) -> str:
    """What a phone reads from the organiser's screen."""
    picture = Image.open(io.BytesIO(page.locator("#door svg").screenshot()))
    [found] = zxingcpp.read_barcodes(picture)
    return str(found.text)


def old_code(site: Site, address: str) -> str:
    session = address.rstrip("/").split("/")[-2]
    told = site.manage(
        "shell", "-v0", "-c",
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from classes.domain.attendance import door_code\nfrom classes.models import EventSession\n"
        f"session = EventSession.objects.get(public_id='{session}')\n"
        "print(door_code(session, at=timezone.now() - timedelta(minutes=5)))",
    )  # fmt: skip
    return address.replace(address.rstrip("/").rsplit("/", 1)[-1], told.split()[-1])


def take_test(page: Page, address: str, *, right: bool) -> None:
    page.goto(address)
    page.locator("form[action*='/kuis/'] button.go").click()
    for _ in range(2):
        page.locator("main form.ask").get_by_label("A" if right else "B", exact=True).check()
        page.locator("[name=act][value=check]").click()
        page.wait_for_selector(".verdict")
        page.locator(".foot a.go").click()
        page.wait_for_load_state()
    page.get_by_role("button", name="Kirim jawaban saya").click()
    page.wait_for_url("**/hasil/")


def open_session(page: Page, home: str, title: str, part: str) -> None:
    page.goto(home)
    page.locator("main section.card", has_text=title).get_by_role("link", name=part).click()


def note(page: Page, *names: str) -> None:
    """On the list of a session, or what a search left of it."""
    for name in names:
        page.get_by_label(name).check()
    page.get_by_role("button", name="Simpan daftar").click()
    page.wait_for_selector(".note.success")


def keep_settings(page: Page) -> None:
    page.get_by_role("button", name="Simpan perubahan").click()
    page.wait_for_selector(".note.success")


def let_in(page: Page, home: str, name: str) -> None:
    """Somebody without account, phone or e-mail."""
    page.goto(f"{home}peserta/")
    page.get_by_text("Belum punya akun, HP, atau surel").click()
    page.get_by_label("Nama lengkap orang tanpa akun").fill(name)
    page.get_by_role("button", name="Buat akun dan beri tempat").click()


def tables_on(page: Page) -> dict[str, list[list[str]]]:
    """Title → rows, the head first, as the screen shows them."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('main section')].map(part =>
             [part.querySelector('h2').textContent.trim(), [...part.querySelectorAll('tr')].map(row =>
               [...row.children].map(cell => cell.textContent.trim()))]))"""
    )


def as_shown(cell: object) -> str:
    """What a cell of a file says on the screen."""
    return "" if cell is None else number(cell) if isinstance(cell, int | float) else str(cell)


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad-]", "", text)


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()


@dataclass(frozen=True)
class Training:
    """As its organiser has it on the desk. ``home``: the overview; ``address``: where people sign up."""

    desk: Page
    home: str
    address: str
    look: Callable[[Page], None]


def fill_places(training: Training, phones: dict[str, Page]) -> None:
    """Three have a place and Doni waits; Citra gives hers up, and Doni is told that he has it."""
    for name, phone in phones.items():
        sign_up(phone, training.address, name)
        if name == ANI:
            phone.get_by_text("Bantu kami menghitung").click()
            phone.get_by_label("Jenis kelamin").select_option(label="perempuan")
            phone.get_by_label("Usia").select_option(label="31 sampai 45")
        phone.locator("main form button.go").last.click()
        words = "Anda mendapat tempat." if name != DONI else "Anda berikutnya di daftar tunggu."
        expect(phone.locator("main")).to_contain_text(words)
    training.look(phones[DONI])
    citra, doni = phones[CITRA], phones[DONI]
    citra.get_by_text("Saya tidak bisa datang").click()
    citra.get_by_role("button", name="Lepaskan tempat saya").click()
    expect(citra.locator("main")).to_contain_text("Tempat Anda kini untuk orang lain")
    doni.goto("/akun/pemberitahuan/")
    expect(doni.locator("main")).to_contain_text(TITLE)
    doni.goto(training.address)
    expect(doni.locator("main")).to_contain_text("Anda mendapat tempat.")


def scan(training: Training, phones: dict[str, Page], site: Site) -> None:
    """Ani the code of now; Budi has an old one."""
    desk, ani, budi = training.desk, phones[ANI], phones[BUDI]
    open_session(desk, training.home, "Hari pertama", "Layar di pintu")
    training.look(desk)
    door = code_at_the_door(desk)
    assert door.startswith(f"{site.url}/hadir/")
    ani.goto(door)
    training.look(ani)
    ani.get_by_role("button", name="Saya hadir").click()
    expect(ani.locator("main .note.success")).to_contain_text("Kehadiran Anda tercatat")
    training.look(ani)
    budi.goto(old_code(site, door))
    expect(budi.locator("main [role=alert]")).to_contain_text("Kode ini sudah lama")
    training.look(budi)


def note_first_day(training: Training) -> None:
    """From the list, by search; and Karto, for whom there is no place at first."""
    desk, home = training.desk, training.home
    open_session(desk, home, "Hari pertama", "Kehadiran")
    note(desk, DONI)
    desk.get_by_label("Cari nama").fill("budi")
    desk.get_by_role("button", name="Cari").click()
    expect(desk.locator("main fieldset label")).to_have_count(1)
    note(desk, BUDI)
    shown = desk.locator("main fieldset").inner_text()
    assert [how in shown for how in ("kode di pintu", "dari daftar cetak", "dicari")] == [True, True, True]
    let_in(desk, home, KARTO)
    expect(desk.locator("main .wrong")).to_contain_text("Semua tempat terisi")
    desk.goto(f"{home}atur/")
    desk.get_by_label("Jumlah tempat").fill("4")
    keep_settings(desk)
    let_in(desk, home, KARTO)
    expect(desk.locator("main .list li", has_text=KARTO)).to_contain_text("datang tanpa mendaftar")
    training.look(desk)


def hold_second_day(training: Training) -> None:
    """What was planned for tomorrow was today, and day one yesterday."""
    desk, home = training.desk, training.home
    desk.goto(f"{home}atur/")
    fill_session(desk, 0, "Hari pertama", just_ended() - timedelta(days=1))
    fill_session(desk, 1, "Hari kedua", just_ended())
    keep_settings(desk)
    open_session(desk, home, "Hari pertama", "Kehadiran")
    note(desk, KARTO)  # entered late, from the paper
    open_session(desk, home, "Hari kedua", "Kehadiran")
    note(desk, ANI, KARTO)
    desk.goto(f"{home}narasumber/")
    desk.get_by_label("Nama dengan gelar").fill(SPEAKER)
    desk.get_by_role("button", name="Tambah").click()
    expect(desk.locator("main .list")).to_contain_text("tanpa akun")


def certificates_in_three_clicks(training: Training) -> bytes:
    """From the overview. Budi has not confirmed his name: he is named below, and not in the file."""
    desk = training.desk
    desk.goto(training.home)
    clicks = [
        desk.locator("nav.parts").get_by_role("link", name="Sertifikat"),
        desk.get_by_role("button", name="Terbitkan semua dalam satu berkas"),
        desk.get_by_role("link", name="Unduh"),
    ]
    clicks[0].click()
    clicks[1].click()
    clicks[2].wait_for(timeout=60_000)
    expect(desk.locator("main")).to_contain_text(BUDI)
    training.look(desk)
    with desk.expect_download() as waiting:
        clicks[2].click()
    assert len(clicks) == 3
    return Path(waiting.value.path()).read_bytes()


def answer_survey(training: Training, phone: Page) -> None:
    phone.goto(training.address)
    phone.get_by_role("link", name="Bagaimana pelatihannya?").click()
    for statement in phone.locator("main fieldset").all():
        statement.get_by_label("4 – setuju").check()
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.locator("main")).to_contain_text("Terima kasih")
    training.desk.goto(f"{training.home}survei/")
    expect(training.desk.locator("main")).to_contain_text("1 orang sudah menjawab")


def account_for(training: Training) -> None:
    """What happened, on the screen; XLSX and PDF say the same, cell by cell."""
    desk = training.desk
    desk.goto(f"{training.home}laporan/")
    training.look(desk)
    shown = tables_on(desk)
    facts = dict(shown["Pelatihan"][1:])
    assert [facts[what] for what in ("Mendaftar", "Datang tanpa mendaftar", "Membatalkan tempatnya")] == ["3", "1", "1"]
    assert [row[-2:] for row in shown["Kehadiran"][1:]] == [["4", "4"], ["2", "4"]]
    assert [row[:2] for row in shown["Sebelum dan sesudah"][1:]] == [[f"Tes awal {TEST}", "1"], [TEST, "1"]]
    assert [row[1] for row in shown["Sertifikat"][1:]] == [ANI, DONI, KARTO, SPEAKER]
    assert shown["Menurut jenis kelamin"][1:] == [["Lainnya", "4"], ["Total", "4"]]  # one alone is never told

    book = load_workbook(io.BytesIO(download(desk, "Laporan (XLSX)")))
    assert book.sheetnames == list(shown)
    for title, rows in shown.items():
        written = [[as_shown(cell) for cell in row] for row in book[title].iter_rows(values_only=True)]
        wide = max(len(row) for row in written)
        assert written[: len(rows)] == [[*row, *[""] * (wide - len(row))] for row in rows], title
    paper = squeezed("".join(pages_of(download(desk, "Laporan (PDF)"))))
    missing = [cell for rows in shown.values() for row in rows for cell in row if squeezed(cell) not in paper]
    assert missing == []


def test_from_the_invitation_to_the_accountability_pack(window, site, look):
    test_before, test_after = make_on(site, TEST)
    organising = window(viewport=DESKTOP, accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    organising.expect_noise("422 (Unprocessable")  # no place is free
    desk = organising.page
    sign_in_demo(desk, "koordinator")
    plan(desk)
    look(desk)
    training = Training(desk, desk.url, invitation(desk).split()[-1], look)

    windows = {name: window() for name in (ANI, BUDI, CITRA, DONI)}
    windows[BUDI].expect_noise("410 (Gone)")  # the old code
    phones = {name: watched.page for name, watched in windows.items()}
    fill_places(training, phones)
    for name in (ANI, DONI):
        confirm_name(phones[name])
    take_test(phones[ANI], test_before, right=False)
    scan(training, phones, site)
    note_first_day(training)
    hold_second_day(training)
    take_test(phones[ANI], test_after, right=True)

    pdf = certificates_in_three_clicks(training)
    pages = [squeezed(page) for page in pages_of(pdf)]
    on_page = {name: [index for index, page in enumerate(pages) if squeezed(name) in page] for name in CERTIFIED}
    assert on_page == {name: [index] for index, name in enumerate(CERTIFIED)}
    assert len(pages) == len(CERTIFIED)
    stranger = window().page
    stranger.goto(qr_address(pdf))  # of the first page
    assert [words in stranger.inner_text("main") for words in (CERTIFIED[0], TITLE)] == [True, True]
    look(stranger)

    answer_survey(training, phones[ANI])
    account_for(training)
