"""The booklet, rendered for real: tagged, with everything a lesson has, readable without a device."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from courses.editions.booklet import booklet_pdf
from courses.editions.model import Figure, Item, Option, Piece
from courses.editions.rich import blocks_of, runs_of
from tests.factories.editions import BOARD, edition, question


@pytest.fixture(scope="module")
def booklet() -> PdfReader:
    return PdfReader(io.BytesIO(booklet_pdf(edition())))


@pytest.fixture(scope="module")
def text(booklet) -> str:
    return " ".join(" ".join(page.extract_text() for page in booklet.pages).split())


def elements(node: Any) -> Iterator[DictionaryObject]:
    """The structure tree, from top to bottom."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject) and "/K" in node:
        if "/S" in node:
            yield node
        yield from elements(node["/K"])


def kinds(booklet: PdfReader) -> list[str]:
    return [str(element["/S"]) for element in elements(booklet.trailer["/Root"]["/StructTreeRoot"])]


def test_it_is_portrait_a4_and_marked_as_accessible(booklet):
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in booklet.pages} == {(595, 842)}
    root = booklet.trailer["/Root"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert root["/Lang"] == "id"
    assert booklet.metadata.title == "Kursus uji"


def test_title_headings_lists_tables_and_pictures_stand_in_the_structure_tree(booklet):
    found = kinds(booklet)
    assert found.count("/Title") == 1
    assert found.count("/H1") == 4  # what one will master, the contents, two modules
    assert found.count("/H2") == 5  # three lessons, answers to two modules
    for kind in ("/TOC", "/TOCI", "/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/H3"):
        assert kind in found, kind


def test_pictures_say_in_words_what_they_show(booklet):
    tree = elements(booklet.trailer["/Root"]["/StructTreeRoot"])
    assert [str(one["/Alt"]) for one in tree if one["/S"] == "/Figure"] == [
        "Kode QR menuju kursus", BOARD.alt, BOARD.alt,
    ]  # fmt: skip


def test_decoration_is_no_figure_for_screen_readers():
    bare = Piece("picture", figure=Figure(BOARD.name, "", 120, 80))
    told = edition()
    page = replace(told.modules[0].lessons[0], pieces=(bare,))
    made = PdfReader(io.BytesIO(booklet_pdf(replace(told, modules=(replace(told.modules[0], lessons=(page,)),)))))
    assert kinds(made).count("/Figure") == 1  # the QR code


def test_it_holds_what_the_lessons_hold(text):
    for part in (
        "Kursus uji", "Diskominfo · Kota Sukamaju", "Per 23 November 2026 · Versi 2026.1 · Lisensi: CC BY-SA 4.0",
        "Kuis dan sertifikat ada di Belajar.", "Daftar isi", "Modul 1 · Kenal", "Layar & jari",
        "kota (kota.example)", "Hati-hati: Awas", "Ketuk: menyentuh sebentar", "Coba sekarang",
        "Bu RT", "Rapat pukul 19.30.", "Lakukan sendiri", "Nyalakan HP.", "Panduan (panduan.example)",
    ):  # fmt: skip
        assert part in text, part


def test_answers_and_their_reasons_stand_at_the_end_of_the_module(text):
    asked, answered = text.index("Cek diri 1"), text.index("Jawaban modul 1", text.index("Cek diri 1"))
    assert asked < answered < text.index("Modul 2 · Akun", answered)
    of_module = text[answered : text.index("Modul 2 · Akun", answered)]
    for part in ("Yang tepat: A. Menyentuh", "B. Itu usap.", "PIN – membuka HP", "27.800 rupiah"):
        assert part in of_module, part
    assert "Itu usap." not in text[:answered]


def test_the_qr_on_the_cover_leads_to_the_course():
    import pypdfium2  # beside its only use: it is slow to load

    page = pypdfium2.PdfDocument(booklet_pdf(edition()))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert code.text == "https://belajar.example/kursus/uji/"


def test_without_a_public_address_there_is_no_qr():
    made = PdfReader(io.BytesIO(booklet_pdf(edition(address=""))))
    assert "/Figure" in kinds(made)
    assert "belajar.example" not in made.pages[0].extract_text()


def test_signs_of_the_typesetter_are_only_signs():
    told = edition(title="#panic(1) $x$ [*a*] \\", outcomes=("#import x",))
    assert "#panic(1) $x$" in PdfReader(io.BytesIO(booklet_pdf(told))).pages[0].extract_text()


def test_the_same_course_is_the_same_file():
    assert booklet_pdf(edition()) == booklet_pdf(edition())


def test_places_in_a_picture_are_numbered_in_it():
    spots = (
        Option("Tulisan besar", True, "Itu namanya.", place={"x": 0, "y": 0, "width": 100, "height": 40}),
        Option("Jam buka", False, "Itu jam.", place={"x": 10, "y": 60, "width": 60, "height": 40}),
    )
    asked = replace(question("single_choice"), options=spots, figure=BOARD)
    told = edition()
    page = replace(told.modules[0].lessons[0], pieces=(Piece("check", question=asked),))
    made = booklet_pdf(replace(told, modules=(replace(told.modules[0], lessons=(page,)),)))
    said = " ".join(PdfReader(io.BytesIO(made)).pages[-1].extract_text().split())
    assert "Yang tepat: 1. Tulisan besar" in said


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("Satu <b>dua</b>  tiga", [{"is": "par", "runs": [{"t": "Satu "}, {"t": "dua", "b": True}, {"t": " tiga"}]}]),
        ("<p>A</p>\n<p> </p><p>B</p>", [{"is": "par", "runs": [{"t": "A"}]}, {"is": "par", "runs": [{"t": "B"}]}]),
        (
            "<ol><li>Satu</li><li><p>Dua</p><ul><li>dalam</li></ul></li></ol>",
            [{"is": "list", "ordered": True, "items": [
                [{"is": "par", "runs": [{"t": "Satu"}]}],
                [{"is": "par", "runs": [{"t": "Dua"}]},
                 {"is": "list", "ordered": False, "items": [[{"is": "par", "runs": [{"t": "dalam"}]}]]}],
            ]}],
        ),
    ],
)  # fmt: skip
def test_an_editors_html_becomes_plain_data(html, expected):
    assert blocks_of(html) == expected


def test_nested_marks_and_links_stay():
    assert runs_of('<p>Buka <a href="https://a.example/"><b>a</b> sini</a>.</p>') == [
        {"t": "Buka "}, {"t": "a", "a": "https://a.example/", "b": True}, {"t": " sini", "a": "https://a.example/"}, {"t": "."},
    ]  # fmt: skip


def test_a_step_with_a_picture_keeps_both():
    told = edition()
    steps = Piece("steps", "Langkah", items=(Item("<p>Ketuk.</p>", figure=BOARD), Item("<p>Lagi.</p>")))
    page = replace(told.modules[0].lessons[0], pieces=(steps,))
    made = PdfReader(io.BytesIO(booklet_pdf(replace(told, modules=(replace(told.modules[0], lessons=(page,)),)))))
    assert kinds(made).count("/Figure") == 2
