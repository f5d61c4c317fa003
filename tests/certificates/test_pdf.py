"""The printed certificate, rendered for real: two tagged A4 pages, the same bytes every time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from django.utils import translation
from pypdf import PdfReader

from certificates.facts import ModuleFact
from certificates.pdf.content import Logo
from certificates.pdf.render import render_pdf
from tests.certificates.making import ADDRESS, CODE, FACTS, pages, paper, picture_of, usual

LONG_ADDRESS = f"{ADDRESS}#{'AbC-_9x' * 38}"  # with a statement
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="#0b6e69"/></svg>'


def sample(**changes) -> bytes:
    return render_pdf(paper(address="", **changes))


def genuine(**changes) -> bytes:
    return render_pdf(paper(**changes))


def with_logos(*names: str, address: str = ADDRESS) -> bytes:
    logos = tuple(Logo(f"{number}" * 64 + ".svg", f"Logo {name}") for number, name in enumerate(names))
    pictures = {logo.picture: LOGO for logo in logos}
    return render_pdf(paper(address=address, content=usual(logos=logos), pictures=pictures))


def test_two_landscape_a4_pages():
    found = [
        (round(page.mediabox.width), round(page.mediabox.height)) for page in PdfReader(io.BytesIO(genuine())).pages
    ]
    assert found == [(842, 595), (842, 595)]


def test_page_one_says_who_what_how_much_when_and_by_whom():
    text = pages(genuine())[0]
    for part in (
        "KOTA SUKAMAJU", "Dinas Komunikasi dan Informatika", "Nomor: 421/0073/KOMINFO/2026", "Siti Aminah, S.E.",
        "Mulai dari HP", "3 November 2026 sampai dengan 21 November 2026", "2 JP", "Memuaskan",
        "Sukamaju, 21 November 2026", "Kepala Dinas", "Wahyu Sukamaju, S.Kom.", "NIP 198001012005011001",
        CODE,
    ):  # fmt: skip
        assert part in text
    assert "belajar.sukamaju.example/periksa" in "".join(text.split())
    assert "".join(text.split()).count("SERTIFIKAT") == 1


def test_page_two_lists_modules_with_minutes_and_marks():
    text = pages(genuine())[1]
    for part in ("1 Mengenal HP 45 100", "2 Aman di internet 50 –", "95 87", "95 menit", "421/0073/KOMINFO/2026", CODE):
        assert part in text


def test_what_is_not_there_is_not_printed():
    text = " ".join(
        pages(
            sample(
                percent=None,
                grade="",
                office="",
                signer_name="",
                signer_id="",
                started_on=FACTS.completed_on,
                modules=(),
            )
        )
    )
    assert "NIP" not in text
    assert "Memuaskan" not in text
    assert "None" not in text
    assert "sampai dengan" not in text


@pytest.mark.parametrize("kind", ["sample", "genuine"])
def test_the_document_is_tagged_and_speaks_indonesian(kind):
    reader = PdfReader(io.BytesIO({"sample": sample, "genuine": genuine}[kind]()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf has a boolean of its own
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "id"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata.title == "Sertifikat 421/0073/KOMINFO/2026"
    assert reader.metadata.author == "Dinas Komunikasi dan Informatika"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_headings_pictures_and_the_table_are_tagged_for_screen_readers():
    content = with_logos("Kota Sukamaju", "Mitra")
    kinds, alternatives = _tags(PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"])
    assert kinds.count("/H1") == 2
    assert kinds.count("/Figure") == 3
    assert len([words for words in alternatives if words.strip()]) == 3
    assert any("Kota Sukamaju" in words for words in alternatives)
    assert {"/Table", "/TR", "/TH", "/TD"} <= set(kinds)


def _tags(node) -> tuple[list[str], list[str]]:
    kinds, alternatives, waiting = [], [], [node]
    while waiting:
        element = waiting.pop().get_object()
        if "/S" in element:
            kinds.append(element["/S"])
        if "/Alt" in element:
            alternatives.append(element["/Alt"])
        children = element.get("/K", [])
        below = children if isinstance(children, list) else [children]
        waiting += [child for child in below if hasattr(child.get_object(), "get") and "/S" in child.get_object()]
    return kinds, alternatives


def test_the_same_facts_give_the_same_bytes_whatever_the_screens_language_is():
    first = genuine()
    with translation.override("en"):
        assert genuine() == first
    assert genuine(number="421/0074/KOMINFO/2026") != first


def test_a_certificate_without_public_address_is_marked_as_a_sample_on_both_pages_and_has_no_qr():
    content = sample()
    text = pages(content)
    assert ["CONTOH" in page for page in text] == [True, True]
    assert zxingcpp.read_barcodes(picture_of(content)) == []
    assert "periksa" not in text[1]
    assert CODE not in text[0]


def test_a_genuine_certificate_is_not_marked_as_a_sample():
    assert not any("CONTOH" in page for page in pages(genuine()))


@pytest.mark.parametrize("scale", [150 / 72, 300 / 72])  # dots per inch of a printer
def test_the_qr_on_the_page_leads_to_the_verification_address(scale):
    found = zxingcpp.read_barcodes(picture_of(render_pdf(paper(address=LONG_ADDRESS)), scale=scale))
    assert [code.text for code in found] == [LONG_ADDRESS]


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (["Kota"], [(0.5, 0.13)]),
        (["Kota", "Mitra"], [(0.145, 0.136), (0.855, 0.136)]),
        (["Kota", "Mitra", "Lain"], [(0.145, 0.136), (0.259, 0.136), (0.855, 0.136)]),
    ],
)
def test_each_logo_is_on_the_page(names, places):
    plain, shown = (picture_of(with_logos(*given)).convert("RGB") for given in ((), names))
    teal = (11, 110, 105)
    for place in places:
        point = (int(shown.width * place[0]), int(shown.height * place[1]))
        assert (plain.getpixel(point) == teal, shown.getpixel(point) == teal) == (False, True)


@pytest.mark.parametrize("modules", [1, 4, 8, 12])
def test_the_list_of_modules_of_a_usual_course_fits_on_page_two(modules):
    many = tuple(ModuleFact(f"Modul {number} tentang hal yang penting", 45, 80) for number in range(1, modules + 1))
    text = pages(genuine(modules=many))
    assert len(text) == 2
    assert f"{modules} Modul {modules} tentang" in text[1]


def test_fonts_are_embedded_and_are_the_pinned_ones():
    fonts = set()
    for page in PdfReader(io.BytesIO(genuine())).pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()
            below = described["/DescendantFonts"][0].get_object() if "/DescendantFonts" in described else described
            assert {"/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"].get_object())
            fonts.add(str(described["/BaseFont"]).split("+")[-1])
    assert {name.split("-")[0] for name in fonts} == {"OpenSans", "LibertinusSerif"}


def test_the_widest_code_stands_on_one_line():
    """It is typed letter by letter: nobody should wonder whether a line ends with a hyphen of its own."""
    code = "WMWM-WMWM-WMWM-WMWM"
    content = render_pdf(replace(paper(), code=code))
    assert [code in page for page in pages(content)] == [True, True]
    assert outside(content) == ""


def test_nothing_is_printed_outside_the_pages():
    assert outside(genuine()) == ""


def test_dates_are_written_as_people_here_write_them():
    text = pages(sample(started_on=date(2026, 8, 1), completed_on=date(2026, 8, 17), issued_on=date(2027, 1, 2)))[0]
    assert "1 Agustus 2026 sampai dengan 17 Agustus 2026" in text
    assert "2 Januari 2027" in text


def outside(content: bytes) -> str:
    """Letters that stand beyond the edge of a page."""
    lost = ""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        (width, height), text = page.get_size(), page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            if left < 0 or bottom < 0 or right > width or top > height:
                lost += text.get_text_range(index, 1)
        text.close()
        page.close()
    document.close()
    return lost
