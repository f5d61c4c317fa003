"""The screens of a class: what teachers do with it, and what its people see. Used as those in screens.py."""

from __future__ import annotations

import random
import string

from playwright.sync_api import Page

from core.sheets import XLSX, xlsx_file
from tests.e2e.screens import Act, Screen

MINE = "/kelas/"  # of the demo's teacher; 7A stands first
NEW_LIST = [["Nama", "Panggilan", "NISN", "Kelas"], ["Kartika Contoh", "Tika", "12345678", "7A"]]
LOOKED_AT = [
    *NEW_LIST,
    ["Ayu Sukamaju", "Ayuk", "", "7A"],
    ["Bimo Sukamaju", "", "0098765432", "7A"],
    ["", "Tanpa nama", "", "7A"],
    ["Lestari Contoh", "", "", "9Z"],
]


def open_link(page: Page, selector: str) -> None:
    page.goto(page.locator(selector).first.evaluate("e => e.href"))


def _press(page: Page, selector: str) -> None:
    page.locator(selector).first.click()
    page.wait_for_load_state()


def in_class(part: str = "", *then: str) -> Act:
    """The demo's class; from there along links: the first that fits each selector."""

    def act(page: Page) -> None:
        open_link(page, "main .list a")
        page.goto(f"{page.url}{part}")
        for selector in then:
            open_link(page, selector)

    return act


def bring(page: Page, rows: list[list[str]]) -> None:
    page.set_input_files("[name=file]", {"name": "daftar.xlsx", "mimeType": XLSX, "buffer": xlsx_file({"x": rows})})
    _press(page, "main form button.go")


def look_into_list(page: Page) -> None:
    in_class("daftar/")(page)
    bring(page, [list(row) for row in LOOKED_AT])


def _refused_list(page: Page) -> None:
    in_class("daftar/")(page)
    bring(page, [["Bukan", "Daftar"], ["1", "2"]])
    page.wait_for_selector(".sum")


def _own_class(page: Page) -> str:
    """A new one with one pupil from a list; its word stands in all names. Shows what came of the list."""
    word = "".join(random.choices(string.ascii_uppercase, k=5))
    page.goto("/kelas/baru/")
    page.fill("[name=name]", f"9 {word}")
    _press(page, "main form button.go")
    page.goto(page.url.replace("/peserta/", "/daftar/"))
    bring(page, [["Nama"], [f"Sekar {word.title()}"]])
    _press(page, "[name=act][value=apply]")
    return page.url.split("/daftar/")[0] + "/"


def _carried_out(page: Page) -> None:
    _own_class(page)


def _taken_back(page: Page) -> None:
    _own_class(page)
    _press(page, "form[action$='/batal/'] button")


def _taken_out(page: Page) -> None:
    page.goto(f"{_own_class(page)}peserta/")
    _press(page, "form[action$='/keluar/'] button")


def _archived(page: Page) -> None:
    home = _own_class(page)
    page.goto(f"{home}atur/")
    _press(page, "form[action$='/arsip/'] button")
    page.goto(home)


def _no_name(page: Page) -> None:
    in_class("kartu/")(page)
    page.evaluate("document.querySelectorAll('[name=who]').forEach(e => e.checked = false)")
    _press(page, "main form button.go")


def _nothing_chosen(page: Page) -> None:
    in_class("tugas/baru/")(page)
    _press(page, "[name=due][value=friday]")
    page.wait_for_selector(".sum")


def _drawn_on_paper(page: Page) -> None:
    in_class("bahan/", "main section:first-of-type .list li:last-child a")(page)
    _press(page, "form[action$='/kertas/'] button")


def companion(page: Page, *then: str) -> None:
    """A session with the first of the class."""
    in_class("dampingi/")(page)
    _press(page, "main form button.go")
    if then:
        page.locator("[name=here]").first.check()
        _press(page, "form[action$='/hadir/'] button")
    for selector in then:
        open_link(page, selector)


def _companion_lesson(page: Page) -> None:
    companion(page, "main .list.card a")


def _companion_quiz(page: Page) -> None:
    companion(page, "main .list:last-of-type li:last-child a")


def _organisation(part: str = "", *then: str) -> Act:
    """The first of the coordinator's."""

    def act(page: Page) -> None:
        open_link(page, "main .tree a")
        page.goto(f"{page.url}{part}")
        for selector in then:
            open_link(page, selector)

    return act


def _screen(name: str, part: str = "", *then: str) -> Screen:
    return Screen(name, MINE, "guru", act=in_class(part, *then))


CLASSES = (
    _screen("kelas-tambah", "peserta/tambah/"),
    _screen("kelas-peserta-atur", "peserta/", ".list a.inline", "main p a[href$='/atur/']"),
    _screen("kelas-kartu", "kartu/?semua=1"),
    Screen("kelas-kartu-keliru", MINE, "guru", act=_no_name),
    _screen("kelas-izin", "izin/"),
    Screen("kelas-dikeluarkan", MINE, "guru", act=_taken_out),
    _screen("kelas-daftar", "daftar/"),
    Screen("kelas-daftar-ditolak", MINE, "guru", act=_refused_list),
    Screen("kelas-daftar-periksa", MINE, "guru", act=look_into_list),
    Screen("kelas-daftar-selesai", MINE, "guru", act=_carried_out),
    Screen("kelas-daftar-dibatalkan", MINE, "guru", act=_taken_back),
    _screen("kelas-naik", "naik/"),
    Screen("kelas-diarsipkan", MINE, "guru", act=_archived),
    Screen("kelas-arsip", "/kelas/?arsip=1", "guru"),
    _screen("kelas-tugas-semua", "tugas/"),
    _screen("kelas-tugas-baru", "tugas/baru/"),
    Screen("kelas-tugas-baru-keliru", MINE, "guru", act=_nothing_chosen),
    _screen("kelas-tugas-bagikan", "tugas/", "main a[href$='/bagikan/']"),
    _screen("kelas-tugas-ubah", "tugas/", "main a[href$='/ubah/']"),
    _screen("kelas-tugas-waktu", "tugas/", "main a[href$='/perpanjang/']"),
    _screen("kelas-pelajaran", "tugas/", "main section.card h2 a", "#pelajaran + .wide th a"),
    _screen("kelas-jawaban", "laporan/peserta/", "main tbody a", "#jawaban + .wide th a"),
    _screen("kelas-laporan-tugas", "laporan/tugas/"),
    _screen("kelas-laporan-belum-terlihat", "laporan/belum-terlihat/"),
    _screen("kelas-laporan-bantuan", "laporan/perlu-bantuan/"),
    _screen("kelas-laporan-sebelum-sesudah", "laporan/sebelum-sesudah/"),
    _screen("kelas-sertifikat", "sertifikat/"),
    _screen("kelas-bahan", "bahan/"),
    _screen("kelas-bahan-modul", "bahan/", "main section .list a"),
    _screen("kelas-layar", "bahan/", "main section .list a", "main a[href*='/layar/']"),
    Screen("kelas-kertas", MINE, "guru", act=_drawn_on_paper),
    _screen("kelas-dampingi", "dampingi/"),
    Screen("kelas-dampingi-hadir", MINE, "guru", act=companion),
    Screen("kelas-dampingi-pelajaran", MINE, "guru", act=_companion_lesson),
    Screen("kelas-dampingi-kuis", MINE, "guru", act=_companion_quiz),
    Screen("lembaga-saya", "/lembaga/", "koordinator"),
    Screen("lembaga-rekap", "/lembaga/rekap/", "koordinator"),
    Screen("lembaga-satu", "/lembaga/", "koordinator", act=_organisation()),
    Screen("lembaga-operator", "/lembaga/", "koordinator", act=_organisation("operator/")),
    Screen("lembaga-operator-baru", "/lembaga/", "koordinator", act=_organisation("operator/baru/")),
    Screen("lembaga-laporan", "/lembaga/", "koordinator", act=_organisation("laporan/")),
    Screen("lembaga-laporan-satu", "/lembaga/", "koordinator", act=_organisation("laporan/", "main .list a")),
    Screen("tugas-saya", "/tugas/", "dimas"),
    Screen("tugas-saya-satu", "/tugas/", "dimas", act=lambda page: open_link(page, "main .list a")),
    Screen("tugas-kosong", "/tugas/", "nur"),
    Screen("beranda-tugas", "/", "dimas"),
    Screen("kelas-saya-ikuti", "/akun/kelas/", "dimas"),
    Screen("kelas-keluar", "/akun/kelas/", "dimas", act=lambda page: open_link(page, "main a[href$='/keluar/']")),
)
