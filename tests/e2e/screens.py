"""Every screen there is: who sees it, where, and what to do first. Used by axe, the width test and the screenshots."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from lms.demo.trainings import LAST_WEEK, TODAY
from tests.e2e.answers import give_any
from tests.e2e.exercises import READING_AN_ADDRESS
from tests.factories.h5p import package_bytes

LESSON = "/kursus/mulai-dari-hp/kenal-hp-dan-jaringan/menyambung-wi-fi-lingkungan/"
PRACTICE = "/kursus/mulai-dari-hp/kenal-hp-dan-jaringan/praktik-sambung-internet-dan-rapikan-hp/"
_ATTENDANCE, _DOOR = "main section a[href$='/']:nth-child(2)", "main section a[href$='/pintu/']"
ENGLISH = "/kursus/start-with-your-phone/your-phone-and-the-network/join-the-neighbourhood-wi-fi/"
ENGLISH_QUIZ = "/kursus/start-with-your-phone/learn-and-stay-healthy/final-quiz/"
QUIZ = "/kursus/mulai-dari-hp/belajar-dan-sehat/kuis-akhir/"

Act = Callable[[Page], None]


def nothing(page: Page) -> None:
    pass


@dataclass(frozen=True)
class Screen:
    name: str
    path: str
    who: str = ""  # "" a visitor, else a demo user name
    act: Act = field(default=nothing)
    status: int = 200


def _send_empty(page: Page) -> None:
    page.evaluate("document.querySelectorAll('[required]').forEach(e => e.removeAttribute('required'))")
    page.click("main form button.go")
    page.wait_for_selector(".sum")


def _send_empty_training(page: Page) -> None:
    """Its first button asks for another session."""
    page.evaluate("document.querySelector('main form button[name=more]').remove()")
    _send_empty(page)


def _open_exercise(page: Page) -> None:
    page.click(".h5p-player [data-open]")
    page.wait_for_selector(".h5p-player[data-phase=open]")


def _write_exercise(page: Page) -> None:
    page.locator("button[name=type]").first.click()
    page.wait_for_url("**/draf/**")


def _bring(data: bytes) -> Act:
    def act(page: Page) -> None:
        page.set_input_files("[name=file]", {"name": "uji.h5p", "mimeType": "application/zip", "buffer": data})
        page.click("form[data-upload] button")
        page.wait_for_url(re.compile(r"/unggah/[0-9a-f-]{36}/"))

    return act


def _delete_used_exercise(page: Page) -> None:
    page.goto(page.locator("td.title .title-wrapper a").last.get_attribute("href") or "")
    page.click("a[href*='/delete/']")
    page.wait_for_selector("main [role=alert]")


def _open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")


def _answer_check(page: Page) -> None:
    if page.locator(".verdict").count():
        return
    page.locator("form[data-check] label.opt").first.click()
    page.locator("form[data-check] button").click()
    page.wait_for_selector(".verdict")


def _in_class(part: str = "", *, then: str = "") -> Act:
    """The demo's class; from there perhaps to the first of something."""

    def act(page: Page) -> None:
        page.goto(f"{page.locator('main .list a').first.evaluate('e => e.href')}{part}")
        if then:
            page.goto(page.locator(then).first.evaluate("e => e.href"))

    return act


def _in_training(title: str, part: str = "", *, then: str = "") -> Act:
    """One of the demo's, from a list of trainings; ``then`` leads on from there."""

    def act(page: Page) -> None:
        address = page.locator("main .list a", has_text=title).first.evaluate("e => e.href")
        page.goto(f"{address}{part}")
        if then:
            page.goto(page.locator(then).first.evaluate("e => e.href"))
        _open_details(page)

    return act


def _name_oneself(page: Page) -> None:
    """In a class that nobody has: the page for the PIN is the same."""
    page.fill("[name=code]", "AAAAAC")
    page.fill("[name=name]", "Kiki")
    page.click("main form button.go")
    page.wait_for_url("**/pin/")


def _choose_pictures(page: Page) -> None:
    _name_oneself(page)
    page.click("[name=other]")
    page.locator("[name=tap]").nth(3).click()


def _start_quiz(page: Page) -> None:
    page.click("main section.ask button.go")
    page.wait_for_url("**/kuis/**")


def _check_question(page: Page) -> None:
    _start_quiz(page)
    if page.locator(".verdict").count():
        return
    give_any(page)
    page.click("[name=act][value=check]")
    page.wait_for_selector(".verdict")


def _review(page: Page) -> None:
    _start_quiz(page)
    page.goto(page.url.rsplit("/", 2)[0] + "/kirim/")


def _result(page: Page) -> None:
    _review(page)
    page.click("main form button.go")
    page.wait_for_url("**/hasil/")


def _first(selector: str) -> Act:
    def act(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return act


def _open_badge(page: Page) -> None:
    _first("main a.cover")(page)
    page.goto(f"{page.url}lencana/")
    _open_details(page)


def _new_card(page: Page) -> None:
    page.fill("[name=current]", "246813")
    page.click("main button.go")
    page.wait_for_load_state()


def _understand(page: Page) -> None:
    page.fill("[name=text]", "1. Ibu kota?\n- Jakarta *\n- Bandung\n\nTanpa jawaban?\n- satu\n- dua")
    page.click("[name=act][value=check]")
    page.wait_for_selector(".lms-understood .lms-unread")


def _begin_test(page: Page) -> None:
    page.locator("main form button.go").first.click()
    page.wait_for_load_state()


def _editions(page: Page) -> None:
    _first("main a[href*='/paket/kursus/']")(page)
    page.goto(page.url.replace("/paket/kursus/", "/edisi/"))


def _regrade(page: Page) -> None:
    _first("td.title a")(page)
    page.goto(page.url.replace("snippets/quizzes/question/edit", "soal") + "nilai-ulang/")


LEARNER = (
    Screen("beranda-pengunjung", "/"),
    Screen("beranda-peserta", "/", "siti"),
    Screen("kursus-daftar", "/kursus/"),
    Screen("kursus-cari", "/kursus/?cari=wifi", act=_open_details),
    Screen("kursus-kosong", "/kursus/?cari=zzz"),
    Screen("kursus", "/kursus/mulai-dari-hp/", "siti"),
    Screen("kursus-pengunjung", "/kursus/siap-jualan/"),
    Screen("pelajaran", LESSON, "nur"),
    Screen("pelajaran-pengunjung", LESSON, act=_open_details),
    Screen("pelajaran-dijawab", LESSON, "siti"),
    Screen("pelajaran-baru-dijawab", LESSON, "guru", act=_answer_check),
    Screen("pelajaran-latihan", READING_AN_ADDRESS, "nur"),
    Screen("pelajaran-latihan-terbuka", READING_AN_ADDRESS, "guru", act=_open_exercise),
    Screen("praktik", PRACTICE, "nur"),
    Screen("praktik-selesai", PRACTICE, "siti"),
    Screen("kuis-pintu", QUIZ, "darto"),
    Screen("kuis-soal", QUIZ, "guru", act=_start_quiz),
    Screen("kuis-soal-dijawab", QUIZ, "guru", act=_check_question),
    Screen("kuis-periksa", QUIZ, "guru", act=_review),
    Screen("kuis-periksa-nama", QUIZ, "darto", act=_review),
    Screen("kuis-hasil", QUIZ, "guru", act=_result),
    Screen("kursus-selesai", "/kursus/mulai-dari-hp/", "yuli"),
    Screen("tes-mulai-dari-mana", "/tes/"),
    Screen("tes-mulai-dari-mana-soal", "/tes/", act=_begin_test),
    Screen("tes-jalur", "/tes/jalur/internet-dasar/", "nur"),
    Screen("tes-jalur-soal", "/tes/jalur/internet-dasar/", "guru", act=_begin_test),
    Screen("masuk-kelas", "/masuk/kelas/", act=_send_empty),
    Screen("masuk-kelas-pin", "/masuk/kelas/", act=_name_oneself),
    Screen("masuk-kelas-gambar", "/masuk/kelas/", act=_choose_pictures),
    Screen("gabung", "/gabung/"),
    Screen("gabung-belum-tepat", "/gabung/AAAAAC/", status=422),
    Screen("kelas-yang-diikuti", "/akun/kelas/", "siti"),
    Screen("sertifikat-kosong", "/sertifikat/"),
    Screen("sertifikat-daftar", "/sertifikat/", "yuli"),
    Screen("sertifikat", "/sertifikat/", "yuli", act=_first("main a.cover")),
    Screen("lencana", "/sertifikat/", "yuli", act=_open_badge),
    Screen("sertifikat-nama-keliru", "/sertifikat/nama/", "yuli"),
    Screen("periksa", "/periksa/", act=_open_details),
    Screen("periksa-luring", "/s/luring/?b=id"),
    Screen("periksa-tidak-ada", "/s/tidakada/", status=404),
    Screen("akun-pengunjung", "/akun/"),
    Screen("akun", "/akun/", "siti"),
    Screen("akun-guru", "/akun/", "guru"),
    Screen("kelas", "/kelas/", "guru"),
    Screen("kelas-baru", "/kelas/baru/", "guru"),
    Screen("kelas-baru-keliru", "/kelas/baru/", "guru", act=_send_empty),
    Screen("kelas-ringkasan", "/kelas/", "guru", act=_in_class()),
    Screen("kelas-peserta", "/kelas/", "guru", act=_in_class("peserta/")),
    Screen("kelas-pengaturan", "/kelas/", "guru", act=_in_class("atur/")),
    Screen("kelas-laporan", "/kelas/", "guru", act=_in_class("laporan/")),
    Screen("kelas-laporan-peserta", "/kelas/", "guru", act=_in_class("laporan/peserta/")),
    Screen("kelas-laporan-kosong", "/kelas/", "guru", act=_in_class("laporan/soal/")),
    Screen("kelas-cetak", "/kelas/", "guru", act=_in_class("laporan/peserta/?bentuk=cetak")),
    Screen("kelas-tugas", "/kelas/", "guru", act=_in_class(then="main section.card h3 a")),
    Screen("kelas-orang", "/kelas/", "guru", act=_in_class("laporan/peserta/", then="main tbody a")),
    Screen("pelatihan-daftar", "/pelatihan/"),
    Screen("pelatihan-pengunjung", "/pelatihan/", act=_in_training(TODAY)),
    Screen("pelatihan-milik-saya", "/pelatihan/", "siti"),
    Screen("pelatihan-mendaftar", "/pelatihan/", "darto", act=_in_training(TODAY)),
    Screen("pelatihan-punya-tempat", "/pelatihan/", "siti", act=_in_training(TODAY)),
    Screen("pelatihan-menunggu", "/pelatihan/", "nur", act=_in_training(TODAY)),
    Screen("pelatihan-sesudah", "/pelatihan/", "siti", act=_in_training(LAST_WEEK)),
    Screen("pelatihan-survei", "/pelatihan/", "siti", act=_in_training(LAST_WEEK, "survei/")),
    Screen("pelatihan-kelola", "/kelas/pelatihan/", "koordinator"),
    Screen("pelatihan-baru", "/kelas/pelatihan/baru/", "koordinator"),
    Screen("pelatihan-baru-keliru", "/kelas/pelatihan/baru/", "koordinator", act=_send_empty_training),
    Screen("pelatihan-ringkasan", "/kelas/pelatihan/", "koordinator", act=_in_training(TODAY)),
    Screen("pelatihan-peserta", "/kelas/pelatihan/", "koordinator", act=_in_training(TODAY, "peserta/")),
    Screen("pelatihan-narasumber", "/kelas/pelatihan/", "koordinator", act=_in_training(TODAY, "narasumber/")),
    Screen("pelatihan-hadir", "/kelas/pelatihan/", "koordinator", act=_in_training(TODAY, then=_ATTENDANCE)),
    Screen("pelatihan-pintu", "/kelas/pelatihan/", "koordinator", act=_in_training(TODAY, then=_DOOR)),
    Screen("pelatihan-pintu-tutup", "/kelas/pelatihan/", "koordinator", act=_in_training(LAST_WEEK, then=_DOOR)),
    Screen("pelatihan-sertifikat", "/kelas/pelatihan/", "koordinator", act=_in_training(LAST_WEEK, "sertifikat/")),
    Screen("pelatihan-survei-hasil", "/kelas/pelatihan/", "koordinator", act=_in_training(LAST_WEEK, "survei/")),
    Screen("pelatihan-laporan", "/kelas/pelatihan/", "koordinator", act=_in_training(LAST_WEEK, "laporan/")),
    Screen("pelatihan-pengaturan", "/kelas/pelatihan/", "koordinator", act=_in_training(TODAY, "atur/")),
    Screen(
        "pelatihan-kelas",
        "/kelas/pelatihan/",
        "koordinator",
        act=_in_training(TODAY, then="main p > a[href*='/kelas/']"),
    ),
    Screen("pemberitahuan", "/akun/pemberitahuan/", "yuli"),
    Screen("pemberitahuan-kosong", "/akun/pemberitahuan/", "nur"),
    Screen("data-saya", "/akun/data/", "siti"),
    Screen("hapus-akun", "/akun/data/hapus/", "yuli"),
    Screen("nama-sertifikat", "/akun/nama/", "siti"),
    Screen("kata-sandi", "/akun/kata-sandi/", "siti"),
    Screen("kartu-baru", "/akun/kartu/", "siti"),
    Screen("kartu", "/akun/kartu/", "nur", act=_new_card),
    Screen("daftar", "/daftar/"),
    Screen("daftar-keliru", "/daftar/", act=_send_empty),
    Screen("daftar-lengkap", "/daftar/", act=_open_details),
    Screen("masuk", "/masuk/"),
    Screen("pulihkan", "/pulihkan/"),
    Screen("keluar", "/keluar/", "siti"),
    Screen("privasi", "/privasi/"),
    Screen("tidak-ada", "/tidak/ada/", status=404),
    Screen("pasang-habis", "/pasang/habis/", status=410),
    Screen("langkah-kedua", "/akun/langkah-kedua/", "pelatih"),
    Screen("komponen", "/gaya/", "pelatih"),
    # Last: whoever opens a page in English reads English from then on.
    Screen("kursus-inggris", "/kursus/start-with-your-phone/"),
    Screen("kursus-daftar-inggris", "/kursus/?bahasa=en"),
    Screen("pelajaran-inggris", ENGLISH, act=_open_details),
    Screen("kuis-soal-inggris", ENGLISH_QUIZ, act=_start_quiz),
)

TRAINER = (
    Screen("kelola-beranda", "/kelola/", "pelatih"),
    Screen("kelola-pelajaran-baru", "/kelola/pelajaran-baru/", "pelatih"),
    Screen("kelola-halaman", "/kelola/pages/", "pelatih"),
    Screen(
        "kelola-pelajaran", "/kelola/pages/search/?q=Menyambung", "pelatih", act=_first("td.title .title-wrapper a")
    ),
    Screen("kelola-kursus", "/kelola/pages/search/?q=Siap+Jualan", "pelatih", act=_first("td.title .title-wrapper a")),
    Screen("kelola-soal", "/kelola/snippets/quizzes/question/", "pelatih"),
    Screen("kelola-soal-satu", "/kelola/snippets/quizzes/question/", "pelatih", act=_first("td.title a")),
    Screen("kelola-soal-baru", "/kelola/snippets/quizzes/question/add/", "pelatih"),
    Screen("kelola-kuis", "/kelola/snippets/quizzes/quiz/", "pelatih"),
    Screen("kelola-kuis-satu", "/kelola/snippets/quizzes/quiz/", "pelatih", act=_first("td.title a")),
    Screen("kelola-kelonggaran", "/kelola/kuis/1/kelonggaran/", "pengelola"),
    Screen("kelola-penilaian", "/kelola/penilaian/", "pelatih"),
    Screen("kelola-kuis-cepat", "/kelola/soal/kuis-cepat/", "pelatih", act=_understand),
    Screen("kelola-soal-beberapa", "/kelola/soal/beberapa/", "pelatih"),
    Screen("kelola-soal-dipakai", "/kelola/snippets/quizzes/question/", "pelatih", act=_first("a[href$='/dipakai/']")),
    Screen("kelola-soal-coba", "/kelola/snippets/quizzes/question/", "pelatih", act=_first("a[href$='/coba/']")),
    Screen("kelola-kuis-coba", "/kelola/snippets/quizzes/quiz/", "pelatih", act=_first("a[href$='/coba/']")),
    Screen("kelola-praktik", "/kelola/snippets/practice/practicetask/", "pelatih"),
    Screen("kelola-praktik-satu", "/kelola/snippets/practice/practicetask/", "pelatih", act=_first("td.title a")),
    Screen("kelola-sertifikat", "/kelola/sertifikat/", "pengelola", act=_first("td.title a")),
    Screen("kelola-nama", "/kelola/sertifikat/nama/", "pengelola"),
    Screen("kelola-templat", "/kelola/snippets/certificates/certificatetemplate/add/", "pengelola"),
    Screen("kelola-templat-pemakaian", "/kelola/sertifikat/templat/pemakaian/", "pengelola"),
    Screen("kelola-tanda-tangan", "/kelola/sertifikat/tanda-tangan/", "pengelola"),
    Screen("kelola-sertifikat-massal", "/kelola/sertifikat-massal/", "pengelola"),
    Screen("kelola-sertifikat-daftar", "/kelola/sertifikat-massal/", "pengelola", act=_first("td.title a")),
    Screen("kelola-jam-pelatihan", "/kelola/laporan/jam-pelatihan/", "pengelola"),
    Screen("kelola-h5p", "/kelola/snippets/media/h5pcontent/", "pelatih"),
    Screen("kelola-h5p-satu", "/kelola/snippets/media/h5pcontent/", "pelatih", act=_first("td.title a")),
    Screen("kelola-h5p-unggah", "/kelola/h5p/unggah/", "pelatih"),
    Screen("kelola-h5p-kurang", "/kelola/h5p/unggah/", "pelatih", act=_bring(package_bytes("H5P.BelumAda 1.0"))),
    Screen("kelola-h5p-ditolak", "/kelola/h5p/unggah/", "pelatih", act=_bring(b"bukan paket")),
    Screen("kelola-h5p-hapus", "/kelola/snippets/media/h5pcontent/", "pengelola", act=_delete_used_exercise),
    Screen("kelola-h5p-buat", "/kelola/h5p/buat/", "pelatih"),
    Screen("kelola-h5p-formulir", "/kelola/h5p/buat/", "pelatih", act=_write_exercise),
    Screen("kelola-h5p-pustaka", "/kelola/h5p/pustaka/", "pengelola"),
    Screen("kelola-h5p-pustaka-satu", "/kelola/h5p/pustaka/", "pengelola", act=_first("main td a")),
    Screen("kelola-h5p-sumber", "/kelola/h5p/sumber/", "pengelola"),
    Screen("kelola-h5p-hasil", "/kelola/laporan/h5p/", "pelatih"),
    Screen("kelola-gambar", "/kelola/images/", "pelatih"),
    Screen("kelola-orang", "/kelola/orang/", "pengelola"),
    Screen("kelola-orang-satu", "/kelola/orang/", "pengelola", act=_first("td.title a")),
    Screen("kelola-lembaga", "/kelola/lembaga/", "pengelola"),
    Screen("kelola-daerah", "/kelola/settings/core/municipalitysettings/", "pengelola"),
    Screen("kelola-sertifikat-semua", "/kelola/sertifikat/", "pengelola"),
    Screen("kelola-sertifikat-satu", "/kelola/sertifikat/", "pengelola", act=_first("td.title a")),
    Screen("kelola-sertifikat", "/kelola/settings/certificates/issuer/", "pengelola"),
    Screen("kelola-usang", "/kelola/usang/", "peninjau"),
    Screen("kelola-laporan-alur", "/kelola/reports/workflow/", "peninjau"),
    Screen("kelola-tinjau", "/kelola/laporan/tinjau-ulang/", "peninjau"),
    Screen("kelola-analisis", "/kelola/laporan/analisis-soal/", "pelatih"),
    Screen("kelola-sebelum-sesudah", "/kelola/laporan/sebelum-sesudah/", "pelatih"),
    Screen("kelola-nilai-ulang", "/kelola/laporan/nilai-ulang/", "peninjau"),
    Screen("kelola-nilai-ulang-soal", "/kelola/snippets/quizzes/question/", "peninjau", act=_regrade),
    Screen("kelola-analisis-kuis", "/kelola/laporan/analisis-soal/", "pelatih", act=_first("td.title a")),
    Screen("kelola-paket", "/kelola/paket/", "pengelola"),
    Screen("kelola-paket-kirim", "/kelola/paket/", "pengelola", act=_first("main a[href*='/paket/kursus/']")),
    Screen("kelola-edisi", "/kelola/paket/", "pengelola", act=_editions),
)
