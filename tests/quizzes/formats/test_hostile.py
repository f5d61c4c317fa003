"""Whatever comes in: refused with a reason, or read; never a crash, never half of it."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import MAX_BYTES, READERS, read_file
from quizzes.formats import model as exchange
from quizzes.formats.examples import EXAMPLES, write_template
from quizzes.formats.gift_writer import write_gift
from quizzes.formats.model import FileRefused
from quizzes.formats.moodlexml_writer import write_moodlexml
from quizzes.formats.xmlstream import MAX_DEPTH

TEMPLATE = write_template()
SAMPLES = {
    "gift": "".join(write_gift(EXAMPLES)).encode(),
    "aiken": b"Soal?\nA. a\nB. b\nANSWER: A\n\nLagi?\nA. a\nB. b\nANSWER: B\n",
    "moodlexml": "".join(write_moodlexml(EXAMPLES)).encode(),
    "xlsx": TEMPLATE,
}
PIECES = {
    "gift": ["{", "}", "=", "~", "#", "####", "->", "::", "%50%", "\\", "\n", "\n\n", "$CATEGORY:", "//", "[html]", "<p>", "T", "1..2", ":", "a"],
    "aiken": ["A. ", "B) ", "ANSWER: A", "\n", "x", ""],
    "moodlexml": [
        "<quiz>", "</quiz>", "<question type='cloze'>", "<question type='numerical'>", "<question type='matching'>", "</question>", "<answer fraction='x'>",
        "</answer>", "<text>", "</text>", "{1:SA:=a~b}", "<questiontext format='html'>", "</questiontext>", "&amp;", "<subquestion>", "</subquestion>", "1e9", "<file>", "</file>",
    ],
}  # fmt: skip


def outcome(data: bytes, form: str = "") -> str:
    """Reads all of it; a refusal is an answer, anything else that is raised is a fault."""
    try:
        items = list(read_file(data, form))
    except FileRefused as refused:
        return "refused" if refused.remark.text() else "refused without a word"
    for item in items:
        assert item.question is not None or item.remarks, "dropped in silence"
        assert [remark.text() for remark in item.remarks if not remark.text()] == []
    return "read"


@pytest.mark.parametrize("form", ["", *READERS])
@given(st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_bytes(form, data):
    assert outcome(data, form) in ("read", "refused")


@pytest.mark.parametrize("form", PIECES)
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_mixture_of_signs(form, data):
    pieces = data.draw(st.lists(st.one_of(st.sampled_from(PIECES[form]), st.text(max_size=3)), max_size=25))
    assert outcome("".join(pieces).encode("utf-8", "replace"), form) in ("read", "refused")


@pytest.mark.parametrize("form", READERS)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_real_files_cut_and_scratched(form, data):
    content = bytearray(SAMPLES[form][: data.draw(st.integers(1, len(SAMPLES[form])))])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content), form) in ("read", "refused")


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("form", ["moodlexml", "xlsx"])
def test_a_file_that_was_cut_is_refused_whole(form, cut):
    assert outcome(SAMPLES[form][: int(len(SAMPLES[form]) * cut)], form) == "refused"


BOMB = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz><question>&b;</question></quiz>'
OUTSIDE = b'<!DOCTYPE q [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz><question type="x"><name><text>&f;</text></name></question></quiz>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16"), b"<!DOCTYPE quiz><quiz/>"])
def test_entities_and_document_types_are_refused(data):
    with pytest.raises(FileRefused, match="document type"):
        list(read_file(data))


def test_nesting_has_an_end():
    with pytest.raises(FileRefused, match="nested"):
        list(read_file(b"<quiz>" + b"<a>" * MAX_DEPTH))


def test_size_has_an_end():
    with pytest.raises(FileRefused, match="10 MB"):
        list(read_file(b"x" * (MAX_BYTES + 1)))


def test_the_number_of_questions_has_an_end(monkeypatch):
    monkeypatch.setattr("quizzes.formats.MAX_QUESTIONS", 3)
    with pytest.raises(FileRefused, match="more than 3"):
        list(read_file(b"Q{T}\n\n" * 4))
    assert len(list(read_file(b"Q{T}\n\n" * 3))) == 3


@pytest.mark.parametrize(
    ("data", "stem", "notes"),
    [
        ("Kafé?{T}".encode("utf-8-sig"), "<p>Kafé?</p>", 0),
        ("Kafé?{T}".encode("utf-16"), "<p>Kafé?</p>", 0),
        ("Kafé?{T}".encode("utf-16-be"), "<p>Kafé?</p>", 0),
        ("Kafé “x”?{T}".encode("cp1252"), "<p>Kafé “x”?</p>", 1),
        ("Kaf\r\né?{T}\r\n".encode(), "<p>Kaf<br>é?</p>", 0),
    ],
)
def test_encodings(data, stem, notes):
    *before, item = read_file(data, "gift")
    assert (item.question.stem, len(before), all(one.is_note for one in before)) == (stem, notes, True)


def workbook(rows: list[list[object]], header: list[str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.active.append(header or ["JENIS ", " soal", "jawaban", "isi 1", "Isi  2", "penjelasan 1", "penjelasan 2"])
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_case_and_spaces_of_a_sheet_do_not_matter():
    (item,) = read_file(workbook([["Pilihan_Tunggal", "Mana?", "b", "x", "y", "Belum.", "Ya."]]))
    assert [(c["text"], c["correct"]) for c in item.question.value["choices"]] == [("x", False), ("y", True)]
    assert item.remarks == ()


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("x")'])
def test_formulas_are_refused_with_their_column(cell):
    first, second = read_file(workbook([["pilihan tunggal", "Mana?", 1, cell, "y"], ["benar atau tidak", "Ya?", True]]))
    assert first.is_refused
    assert "Isi 1" in first.remarks[0].text()
    assert (second.line, second.question.value["answer"]) == (3, "true")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["teka-teki", "Mana?"], "teka-teki"),
        (["pilihan tunggal", "Mana?", "3", "a", "b"], "“3”"),
        (["pilihan tunggal", "Mana?", "", "a", "b"], "no right answer"),
        (["angka", "Berapa?", "banyak"], "banyak"),
        (["benar atau tidak", "Ya?", "mungkin"], "mungkin"),
        (["benar atau tidak", "", "benar"], "no question text"),
        (["isian rumpang", "Isi", ""], "gaps"),
    ],
)
def test_rows_that_cannot_be_taken_say_why(row, why):
    (item,) = read_file(workbook([row]))
    assert item.is_refused
    assert why in item.remarks[0].text()


def test_columns_that_are_not_ours_are_told():
    header = ["Jenis", "Soal", "Jawaban", "Guru", "Satuan"]
    told, item = read_file(workbook([["benar atau tidak", "Ya?", "benar", "Bu Ratna", "GB"]], header))
    assert (told.is_note, "Guru" in told.remarks[0].text()) == (True, True)
    assert "Satuan" in " ".join(remark.text() for remark in item.remarks)


def test_a_sheet_without_our_columns_is_refused():
    with pytest.raises(FileRefused, match="Jenis"):
        list(read_file(workbook([["a"]], ["Nama", "Nilai"])))


def repacked(member: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return buffer.getvalue()


def test_a_sheet_with_entities_is_refused():
    with pytest.raises(FileRefused, match="document type"):
        list(read_file(repacked("xl/workbook.xml", BOMB)))


def test_a_sheet_that_unpacks_to_too_much_is_refused():
    with pytest.raises(FileRefused, match="unpacks"):
        list(read_file(repacked("xl/worksheets/sheet1.xml", b" " * (101 * 1024 * 1024))))


def test_a_sheet_with_a_row_without_end_is_refused():
    row = b"<worksheet><sheetData><row>" + b"<c/>" * 2000 + b"</row></sheetData></worksheet>"
    with pytest.raises(FileRefused, match="unpacks"):
        list(read_file(repacked("xl/worksheets/sheet1.xml", row)))


def test_a_sheet_that_begins_far_below_is_given_up_soon():
    row = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="20001"/></sheetData></worksheet>'
    with pytest.raises(FileRefused):
        list(read_file(repacked("xl/worksheets/sheet1.xml", row)))


CLOZE = """<quiz><question type="cloze"><questiontext format="html"><text>{}</text></questiontext></question></quiz>"""


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("// " + "[tag:" * 40_000, "gift"),
        ("Soal {" + " ".join(f"~a{number}" for number in range(12_000)) + "}", "gift"),
        ("[html]" + "<b>" * 15_000 + "x{T}", "gift"),
        ("[html]" + "<img " * 12_000 + "{T}", "gift"),
        ("[html]a" + " " * 60_000 + "b</li> {T#" + " " * 60_000 + "x}", "gift"),
        (CLOZE.format("{1:SA:" * 3_000), "moodlexml"),
    ],
)
def test_no_text_keeps_a_reader_busy(text, form):
    """Each of these took minutes once; here it would hang."""
    assert len(list(read_file(text.encode(), form))) == 1


def test_every_kind_has_a_shape_for_the_bank():
    from quizzes.domain.shapes import SHAPES, plain_value
    from quizzes.kinds import KINDS

    assert set(SHAPES) == set(KINDS)
    assert [plain_value(one.kind, one.value) for one in EXAMPLES] == [one.value for one in EXAMPLES]
    assert isinstance(EXAMPLES[0], exchange.Question)
