"""Many PDFs as one for the printer: every page, in order, readable by others, without what belongs to one document."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from certificates.filenames import Names, safe_name
from certificates.pdf.joining import join
from certificates.pdf.render import render_pdf
from tests.certificates.making import paper


def document(pages: int, *, name: str = "", size: tuple[int, int] = (842, 595)) -> bytes:
    """A plain one; each page is told apart by its text."""
    with pikepdf.new() as made:
        for number in range(pages):
            made.add_blank_page(page_size=size)
            text = f"BT /F 20 Tf 50 50 Td ({name} {number + 1}) Tj ET".encode()
            page = made.pages[-1]
            page.Contents = made.make_stream(text)
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made.make_indirect(font)))
        written = io.BytesIO()
        made.save(written)
    return written.getvalue()


def joined(folder: Path, *documents: bytes, title: str = "Uji") -> tuple[bytes, int]:
    made = folder / "hasil.pdf"
    count = join(iter(documents), made, title=title)
    return made.read_bytes(), count


def texts(content: bytes) -> list[str]:
    return [page.extract_text().strip() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(scope="module")
def real() -> list[bytes]:
    names = ("Siti Aminah, S.E.", "ꦱꦶꦠꦶ Siti", "Dr. Ni Luh Ayu Kartika Sari Dewi Anggraini Wulandari, S.Kom., M.Kom.")
    return [render_pdf(paper(address="", name=name)) for name in names]


def test_real_certificates_look_the_same_in_the_whole(tmp_path, real):
    content, count = joined(tmp_path, *real)
    assert count == 6
    whole = pypdfium2.PdfDocument(content)
    for index, one in enumerate(real):
        alone = pypdfium2.PdfDocument(one)
        for page in range(2):
            shown = [
                pdf[number].render(scale=0.5).to_pil().tobytes()
                for pdf, number in ((alone, page), (whole, 2 * index + page))
            ]
            assert shown[0] == shown[1]
        alone.close()
    whole.close()
    assert texts(content)[0] == texts(real[0])[0]


def test_others_find_nothing_broken_in_it(tmp_path, real):
    content, _count = joined(tmp_path, *real, title="Mulai dari HP · SMP Ⓐ (1)")
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert whole.check_pdf_syntax() == []
        assert str(whole.docinfo["/Title"]) == "Mulai dari HP · SMP Ⓐ (1)"
        assert str(whole.Root.ViewerPreferences.Duplex) == "/DuplexFlipShortEdge"
        assert not [page for page in whole.pages if "/StructParents" in page.obj]
        assert all(page.obj.Parent.objgen == whole.Root.Pages.objgen for page in whole.pages)
    assert PdfReader(io.BytesIO(content), strict=True).metadata.title == "Mulai dari HP · SMP Ⓐ (1)"


def test_each_document_begins_on_a_new_sheet_where_any_has_two_pages(tmp_path):
    content, count = joined(tmp_path, document(1, name="A"), document(2, name="B"), document(3, name="C"))
    assert (texts(content), count) == (["A 1", "", "B 1", "B 2", "C 1", "C 2", "C 3", ""], 8)


def test_single_pages_get_no_empty_ones(tmp_path):
    content, _count = joined(tmp_path, document(1, name="A"), document(1, name="B"))
    assert texts(content) == ["A 1", "B 1"]
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert "/Duplex" not in whole.Root.ViewerPreferences


def test_portrait_is_turned_over_its_long_edge(tmp_path):
    content, _count = joined(tmp_path, document(2, size=(595, 842)))
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert str(whole.Root.ViewerPreferences.Duplex) == "/DuplexFlipLongEdge"


def test_nothing_at_all_is_still_a_pdf(tmp_path):
    content, count = joined(tmp_path)
    assert (count, len(PdfReader(io.BytesIO(content)).pages)) == (0, 0)


def test_text_that_looks_like_a_reference_stays_text(tmp_path):
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(100, 100))
        font = made.make_indirect(pikepdf.Dictionary(Kind=pikepdf.Name("/A#20B")))
        made.pages[0].obj.Odd = pikepdf.Dictionary(
            Text=pikepdf.String("4 0 R"), Refers=font, Real=pikepdf.Object.parse(b"0.00001"), Yes=True,
            List=pikepdf.Array([font, 7, False, pikepdf.Name.X, pikepdf.String("a) 1 0 R (b\\")]),
        )  # fmt: skip
        written = io.BytesIO()
        made.save(written)
    content, _count = joined(tmp_path, document(1), written.getvalue())
    with pikepdf.open(io.BytesIO(content)) as whole:
        odd = whole.pages[1].obj.Odd
        assert (str(odd.Text), str(odd.Refers.Kind), float(odd.Real), odd.Yes) == ("4 0 R", "/A#20B", 0.00001, True)
        assert [str(item) for item in list(odd.List)[1:]] == ["7", "False", "/X", "a) 1 0 R (b\\"]
        assert odd.List[0].objgen == odd.Refers.objgen


def test_a_signatures_field_keeps_its_drawing_only(tmp_path):
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(100, 100))
        drawing = made.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        field = made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, Rect=[0, 0, 9, 9],
                P=made.pages[0].obj, V=pikepdf.Dictionary(Contents=b"secret"), AP=pikepdf.Dictionary(N=drawing),
            )
        )  # fmt: skip
        made.pages[0].obj.Annots = pikepdf.Array([field])
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        written = io.BytesIO()
        made.save(written)
    content, _count = joined(tmp_path, written.getvalue())
    with pikepdf.open(io.BytesIO(content)) as whole:
        [kept] = whole.pages[0].obj.Annots
        assert (kept.Subtype, "/V" in kept) == ("/Stamp", False)
        assert kept.AP.N.Subtype == "/Form"
        assert kept.P.objgen == whole.pages[0].obj.objgen


def test_memory_holds_one_document_at_a_time(tmp_path, real):
    """Ten times as many need hardly more; what the library itself holds is measured by bench/batches.py."""

    def many(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield real[0]

    def peak(count: int) -> int:
        tracemalloc.start()
        join(many(count), tmp_path / f"{count}.pdf", title="Uji")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)
    few, lots = peak(3), peak(30)
    assert lots - few < 30 * len(real[0]) / 4
    assert (tmp_path / "30.pdf").stat().st_size > 20 * len(real[0]) / 2


# Names of files in the archive


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Siti Aminah, S.E.", "Mulai dari HP"), "Siti Aminah, S.E – Mulai dari HP.pdf"),
        (('A/B\\C:D*E?F"G<H>I|J', "K"), "A B C D E F G H I J – K.pdf"),
        (("..", ". ."), "sertifikat.pdf"),
        (("\u202eANI\u0000\n", " x "), "ANI – x.pdf"),
        (("CON", ""), "_CON.pdf"),
        (("lpt1.txt",), "_lpt1.txt.pdf"),
        (("ꦱꦶꦠꦶ", "日本"), "ꦱꦶꦠꦶ – 日本.pdf"),
    ],
)
def test_names_of_files_can_be_unpacked_anywhere(parts, name):
    assert safe_name(*parts, ending=".pdf") == name


def test_long_names_are_cut_between_letters():
    name = safe_name("ꦱ" * 200, "Kursus", ending=".pdf")
    assert len(name.encode()) <= 124
    assert name.endswith("ꦱ.pdf")


def test_each_name_is_given_once_whatever_its_case():
    names = Names()
    given = [names.unique(name) for name in ("Ani.pdf", "ANI.pdf", "ani (2).pdf", "ani.pdf")]
    assert given == ["Ani.pdf", "ANI (2).pdf", "ani (2) (2).pdf", "ani (3).pdf"]
