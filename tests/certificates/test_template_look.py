"""Papers of all sorts, rendered for real: the room for the signature stays free, and nothing stops a certificate."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certificates.facts import EntryFact
from certificates.pdf.content import DESIGNS, Logo, Signatory
from certificates.pdf.places import SIGNATURE_ROOM
from certificates.pdf.render import render_jpeg, render_pdf
from core import fonts
from tests.certificates.making import ADDRESS, pages, paper, picture_of, usual
from tests.certificates.template_making import SVG, raster
from tests.certificates.test_pdf import outside

LONG_ADDRESS = f"{ADDRESS}#{'AbC-_9x' * 38}"
LOGO, SIGNATURE = "a" * 64 + ".png", "b" * 64 + ".svg"
PICTURES = {LOGO: raster(), SIGNATURE: SVG % b"#0000ff"}
THREE = tuple(
    Signatory(f"Jabatan yang panjang sekali nomor {place}", f"Penanda Tangan {place}", f"19800101{place}", SIGNATURE)
    for place in (1, 2, 3)
)
ENTRIES = tuple(
    EntryFact(f"Pelajaran {place}", f"421/{place:04}/KOMINFO/2026", 2, date(2026, 5, place)) for place in range(1, 21)
)
TRANSCRIPT = {
    "kind": "transcript", "entries": ENTRIES, "jp": 40, "target": 20, "title": "Riwayat belajar 2026", "modules": (),
    "percent": None, "grade": "", "completed_on": date(2026, 12, 31),
}  # fmt: skip


def size(content: bytes) -> list[tuple[int, int]]:
    return [(round(page.mediabox.width), round(page.mediabox.height)) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize(("orientation", "table"), product(("landscape", "portrait"), (True, False)))
def test_paper_and_pages_are_as_chosen(orientation, table):
    content = render_pdf(paper(content=usual(orientation=orientation, table=table)))
    one = (842, 595) if orientation == "landscape" else (595, 842)
    assert size(content) == [one] * (2 if table else 1)
    assert ("Mengenal HP" in " ".join(pages(content))) == table


@pytest.mark.parametrize(("orientation", "design"), product(("landscape", "portrait"), DESIGNS))
def test_the_fullest_certificate_fits_its_page_in_every_design(orientation, design):
    content = usual(
        orientation=orientation, design=design, signatories=THREE, note="Catatan kecil. " * 12, extra="kata " * 79,
        logos=(Logo(LOGO, "Satu"), Logo(LOGO, "Dua"), Logo(LOGO, "Tiga")),
    )  # fmt: skip
    full = paper(
        content=content, pictures=PICTURES, address=LONG_ADDRESS, name="Ni Luh Putu Ayu Kartika Sari " * 5, edition=2,
        edition_of=date(2026, 11, 24), title="Layanan Publik dari HP: Kependudukan, Izin Usaha, Pajak " * 3,
    )  # fmt: skip
    made = render_pdf(full)
    assert (len(size(made)), outside(made)) == (2, "")
    text = pages(made)[0]
    for signatory in THREE:
        assert signatory.name in text
    assert "Edisi 2 tanggal 24 November 2026" in text
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(made, scale=150 / 72))] == [LONG_ADDRESS]


@pytest.mark.parametrize(("orientation", "count"), product(("landscape", "portrait"), (1, 2, 3)))
def test_the_room_for_a_signature_stays_free(orientation, count):
    content = usual(orientation=orientation, signatories=THREE[-count:])
    full = paper(content=content, pictures=PICTURES, name="Ni Luh Putu Ayu " * 9, grade="Sangat Memuaskan")
    made = render_pdf(replace(full, standing="sealed"))
    assert _colours_in_the_room(made, orientation) == {(255, 255, 255)}


def test_the_picture_of_a_signature_stands_in_its_room_until_the_document_is_signed():
    content = usual(signatories=THREE[-1:])
    plain = render_pdf(paper(content=content, pictures=PICTURES))
    assert (0, 0, 255) in _colours_in_the_room(plain, "landscape")
    for standing in ("sealed", "prepared", "signed"):
        signed = render_pdf(replace(paper(content=content, pictures=PICTURES), standing=standing))
        assert _colours_in_the_room(signed, "landscape") == {(255, 255, 255)}


def _colours_in_the_room(made: bytes, orientation: str) -> set[tuple[int, int, int]]:
    room = SIGNATURE_ROOM[orientation]
    shown = picture_of(made, page=room.page - 1, scale=2).convert("RGB")
    area = [
        int(value * 2) for value in (room.left, shown.height / 2 - room.top, room.right, shown.height / 2 - room.bottom)
    ]
    cut = shown.crop((area[0] + 2, area[1] + 2, area[2] - 2, area[3] - 2))
    return {colour for _count, colour in cut.getcolors(100_000)}


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("plain", "tidak memuat tanda tangan elektronik tersertifikasi"),
        ("sealed", "memuat segel digital Dinas Komunikasi dan Informatika"),
        ("prepared", "menggunakan sertifikat elektronik yang diterbitkan oleh BSrE"),
        ("signed", "menggunakan sertifikat elektronik yang diterbitkan oleh BSrE"),
    ],
)
def test_the_footer_says_which_signature_the_document_has_and_none_other(standing, words):
    told = ("tidak memuat tanda tangan", "segel digital", "sertifikat elektronik yang diterbitkan")
    text = pages(render_pdf(replace(paper(), standing=standing, provider="BSrE")))[0]
    assert words in text
    assert sum(one in text for one in told) == 1


def test_no_template_can_change_what_is_said_of_the_signature():
    text = pages(render_pdf(paper(content=usual(note="Ditandatangani secara elektronik"))))[0]
    assert "tidak memuat tanda tangan elektronik tersertifikasi" in text


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_learning_record_lists_the_certificates_of_the_year_with_sum_and_target(orientation):
    made = render_pdf(paper(content=usual("transcript", orientation=orientation), **TRANSCRIPT))
    text = pages(made)
    assert "2026" in text[0]
    assert "40 JP" in text[0]
    assert "target setahun 20 JP" in text[0]
    rest = " ".join(text[1:])
    for entry in (ENTRIES[0], ENTRIES[-1]):
        assert f"{entry.title} {entry.number} {entry.issued_on.day} Mei 2026 2" in rest
    assert "40 dari 20" in rest
    assert outside(made) == ""


def test_a_learning_record_without_target_names_none():
    text = " ".join(pages(render_pdf(paper(content=usual("transcript"), **TRANSCRIPT | {"target": None}))))
    assert "target" not in text
    assert "Total 40" in text


@pytest.mark.parametrize(
    ("kind", "role"), [("participant", "peserta"), ("speaker", "narasumber"), ("moderator", "moderator")]
)
def test_certificates_of_events_name_the_role_and_have_one_page(kind, role):
    made = render_pdf(paper(kind=kind, modules=(), title="Bimtek Keamanan Informasi"))
    assert f"sebagai {role} dalam" in pages(made)[0]
    assert "Bimtek Keamanan Informasi" in pages(made)[0]
    assert len(size(made)) == 1


@pytest.mark.parametrize("text", ['#import "x": *', "{{ nama }}", "$x$ *y* `z` #panic(1)", "%(name)s {0}"])
def test_words_of_a_template_are_data_as_well(text):
    one = Signatory(role="Kepala", name=text, number="")
    content = usual(extra=text, note=text, place=text, given_to=text, signatories=(one,))
    assert pages(render_pdf(paper(content=content)))[0].count(text) == 5


def test_tokens_are_filled_in_every_text_and_their_values_stay_data():
    content = usual(
        title="{tahun}", given_to="{peran}", achieved="{nomor}!", headline="{jp} JP", extra="{predikat} {nilai} {menit}",
        note="{lembaga} di {daerah}", place="{tempat} Raya", period="{tanggal}", worth="{target} JP · {periode}",
    )  # fmt: skip
    printed = pages(render_pdf(paper(content=content, office="#panic({nama})")))[0]
    for words in (
        "peserta", "421/0073/KOMINFO/2026!", "2 JP", "Memuaskan 87 95", "#panic({nama}) di Kota Sukamaju",
        "Sukamaju Raya, 21 November 2026", "3 November 2026 sampai dengan 21 November 2026",
    ):  # fmt: skip
        assert words in printed
    assert "target" not in printed


@pytest.mark.parametrize("broken", [b"", b"not a picture", raster()[:200], b"<svg"])
@pytest.mark.parametrize("name", [LOGO, SIGNATURE])
def test_a_broken_picture_stops_no_certificate(broken, name):
    content = usual(logos=(Logo(LOGO, "Logo"),), signatories=THREE[-1:])
    made = render_pdf(paper(content=content, pictures=PICTURES | {name: broken}))
    assert "Siti Aminah" in pages(made)[0]


def test_a_picture_that_is_gone_stops_no_certificate():
    made = render_pdf(paper(content=usual(logos=(Logo(LOGO, "Logo"),), signatories=THREE)))
    assert "Siti Aminah" in pages(made)[0]


def test_missing_and_broken_fonts_stop_no_certificate(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setattr(fonts, "_SANS", "a_package_that_is_not_there")
    made = render_pdf(paper())
    assert "Siti Aminah" in pages(made)[0]
    assert outside(made) == ""


def test_a_name_in_javanese_script_without_a_space_stays_on_the_page():
    made = render_pdf(paper(name="ꦮꦫꦶ" * 40))
    assert (len(size(made)), outside(made)) == (2, "")


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_the_picture_for_sharing_is_small_and_its_qr_is_read(orientation):
    made = render_jpeg(paper(content=usual(orientation=orientation)), width=1200, most_bytes=120_000)
    shown = Image.open(io.BytesIO(made))
    assert (shown.format, shown.width, len(made) <= 120_000) == ("JPEG", 1200, True)
    assert [code.text for code in zxingcpp.read_barcodes(shown)] == [ADDRESS]
