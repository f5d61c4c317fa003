"""Reading lists: whatever a file is, it is read or refused with a reason, within bounds."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classes.roster_words import _NOTES, _OF_FILES, _OF_ROWS, ACTS
from classes.rosters.columns import find_header
from classes.rosters.matching import Act
from classes.rosters.model import MAX_ROWS, ListRefused, Note, Row, Why
from classes.rosters.read import read_list
from classes.rosters.words import class_key, name_key, read_nisn, tidy, whole
from tests.classes.rosters_making import HEADER, SECRETS, as_csv, as_xlsx, dapodik, raw_xlsx

ROWS = [("Bunga Melati", "Bunga", "0012345678", "101", "7A"), ("Ma'ruf Nurhadi", "", "0098765432", "", "7A")]
AS_READ = [
    Row(2, "Bunga Melati", "Bunga", "0012345678", "101", "7A"),
    Row(3, "Ma'ruf Nurhadi", "", "0098765432", "", "7A"),
]


def refusal(data: bytes) -> Why:
    with pytest.raises(ListRefused) as refused:
        read_list(data)
    return refused.value.why


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_each_encoding_and_with_each_delimiter(delimiter, encoding):
    rows = [("Zoë Méndez", "Zoë", "0012345678", "101", "7A")]
    assert read_list(as_csv(rows, delimiter, encoding)).rows == [Row(2, "Zoë Méndez", "Zoë", "0012345678", "101", "7A")]


def test_commas_within_names_do_not_mislead_the_search_for_the_delimiter():
    rows = [(f"Nama, Dengan, Koma {n}", "", "", "", "7A") for n in range(40)]
    assert [row.name for row in read_list(as_csv(rows, ";")).rows] == [row[0] for row in rows]


def test_a_workbook():
    assert read_list(as_xlsx([HEADER, *ROWS])).rows == AS_READ


def test_columns_in_any_order_under_any_of_their_names():
    read = read_list(
        as_csv([("7A", "1", "x", "0012345678", "Bunga")], header=["Rombel", "NIS", "Hobi", "NISN", "Nama Siswa"])
    )
    assert read.rows == [Row(2, "Bunga", "", "0012345678", "1", "7A")]
    assert set(read.columns) == {"Kelas", "NIPD", "NISN", "Nama"}


def test_the_list_of_dapodik_gives_names_numbers_and_classes_and_nothing_else():
    read = read_list(dapodik([("BUNGA MELATI", "101", "0012345678", "VII A"), ("MA'RUF", "", "", "VII B")]))
    assert read.rows == [
        Row(7, "BUNGA MELATI", "", "0012345678", "101", "VII A"),
        Row(8, "MA'RUF", "", "", "", "VII B"),
    ]
    assert not [secret for secret in SECRETS if secret in repr(read)]


def test_parents_named_before_the_pupil_are_not_the_pupil():
    rows = [
        ["Data Ayah", None, "Peserta Didik", None, "Kelas"],
        ["Nama", "NIK", "Nama", "NISN", None],
        ["Ayah Rahasia", "3201", "Bunga", "0012345678", "7A"],
    ]
    assert read_list(as_xlsx(rows, ["A1:B1", "C1:D1", "E1:E2"])).rows == [Row(3, "Bunga", "", "0012345678", "", "7A")]


def test_numbers_in_a_second_header_row():
    rows = [
        ["No", "Nama", "Nomor Induk", None, "Kelas"],
        [None, None, "NIPD", "NISN", None],
        [1, "Bunga", 101, 12345678, "7A"],
    ]
    assert read_list(as_xlsx(rows)).rows == [Row(3, "Bunga", "", "0012345678", "101", "7A", (Note.NISN_PADDED,))]


def test_titles_above_headers_printed_again_and_empty_lines():
    rows = [["DAFTAR SISWA"], [], ["Nama", "Kelas"], ["Bunga", "7A"], [None, None], ["Nama", "Kelas"], ["Citra", "7B"]]
    assert [(row.line, row.name) for row in read_list(as_xlsx(rows)).rows] == [(4, "Bunga"), (7, "Citra")]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("0012345678", ("0012345678", False, False)),
        ("12345678", ("0012345678", True, False)),
        ("123456789", ("0123456789", True, False)),
        ("123456789.0", ("0123456789", True, False)),
        ("1.23456789E8", ("0123456789", True, False)),
        ("'0012345678", ("0012345678", False, False)),
        ("001-234 5678", ("0012345678", False, False)),
        ("-", ("", False, False)),
        ("", ("", False, False)),
        ("1234567", ("", False, True)),
        ("00123456789", ("", False, True)),
        ("0000000000", ("", False, True)),
        ("٠٠١٢٣٤٥٦٧٨", ("", False, True)),
        ("12A4567890", ("", False, True)),
        ("45292.5", ("", False, True)),
    ],
)
def test_nisn(said, read):
    assert read_nisn(said) == read


def test_a_row_with_a_number_that_is_none_is_taken_without_it():
    (row,) = read_list(as_csv([("Bunga", "", "123", "=SUM(A1)", "7A")])).rows
    assert (row.nisn, row.nipd, row.why, row.notes) == ("", "", None, (Note.NISN_LEFT_OUT, Note.NIPD_LEFT_OUT))


def test_dates_and_numbers_where_a_name_should_be():
    rows = [HEADER, [20130102, "", "", "", "7A"], [True, "", "", "", "7A"], ["Bunga", "", "", 1.0, 7]]
    read = read_list(as_xlsx(rows)).rows
    assert [row.why for row in read] == [Why.NOT_A_NAME, Why.NOT_A_NAME, None]
    assert (read[2].nipd, read[2].group) == ("1", "7")


def test_formulas_show_what_they_last_showed():
    sheet = (
        "<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>Nama</v></c></row>"
        "<row r='2'><c r='A2' t='str'><f>UPPER(\"bunga\")</f><v>BUNGA</v></c></row>"
        "<row r='3'><c r='A3'><f>cmd|' /C calc'!A0</f></c><c r='B3'><v>1</v></c></row>"
        "<row r='4'><c r='A4' t='e'><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>"
    )
    assert read_list(raw_xlsx(sheet)).rows == [Row(2, "BUNGA"), Row(4, why=Why.CELL_IS_ERROR)]


def test_rich_text_readings_prefixes_and_missing_places():
    sheet = (
        "<x:worksheet xmlns:x='a'><x:sheetData><x:row><x:c t='s'><x:v>0</x:v></x:c></x:row>"
        "<x:row><x:c t='s'><x:v>1</x:v></x:c></x:row><x:row><x:c t='inlineStr'><x:is><x:t>Citra</x:t></x:is></x:c></x:row>"
        "<x:row><x:c t='s'><x:v>99</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    shared = "<sst><si><t>Nama</t></si><si><r><t>Bunga </t></r><r><t>Melati</t></r><rPh><t>xxx</t></rPh></si></sst>"
    assert [row.name for row in read_list(raw_xlsx(sheet, shared)).rows] == ["Bunga Melati", "Citra"]


def test_a_damaged_style_sheet_and_index_are_in_nobodys_way():
    whole_book = as_xlsx([HEADER, *ROWS])
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole_book)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            broken = name in ("xl/styles.xml", "xl/workbook.xml")
            new.writestr(name, b"<styleSheet><broken" if broken else old.read(name))
    assert read_list(written.getvalue()).rows == AS_READ


def test_macros_are_not_looked_at():
    sheet = "<worksheet><sheetData><row><c t='str'><v>Nama</v></c></row><row><c t='str'><v>Bunga</v></c></row></sheetData></worksheet>"
    assert read_list(raw_xlsx(sheet, xl__vbaProject_dot_bin=b"\xd0\xcf macro")).rows == [Row(2, "Bunga")]


def test_the_second_sheet_when_only_it_has_a_header():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Petunjuk"])
    sheet = book.create_sheet("Data")
    sheet.append(["Nama"])
    sheet.append(["Bunga"])
    written = io.BytesIO()
    book.save(written)
    assert read_list(written.getvalue()).rows == [Row(2, "Bunga")]


@pytest.mark.parametrize("long", ["x" * 1_000_000, "x" * 151, "x " * 100])
def test_a_cell_that_is_too_long_costs_its_own_row_only(long):
    rows = [("Bunga", "", "", "", "7A"), (long, "", "", "", "7A"), ("Citra", "", "", "", "7A")]
    for data in (as_csv(rows), as_xlsx([HEADER, *[[cell[:32_000] for cell in row] for row in rows]])):
        assert [(row.name, row.why) for row in read_list(data).rows] == [
            ("Bunga", None),
            ("", Why.CELL_TOO_LONG),
            ("Citra", None),
        ]


def test_a_cell_of_a_megabyte_in_a_workbook_costs_its_own_row_only():
    cells = "".join(f"<row><c t='str'><v>{text}</v></c></row>" for text in ("Nama", "x" * 1_000_000, "Citra"))
    rows = read_list(raw_xlsx(f"<worksheet><sheetData>{cells}</sheetData></worksheet>")).rows
    assert rows == [Row(2, why=Why.CELL_TOO_LONG), Row(3, "Citra")]


def test_a_long_cell_in_a_column_that_nobody_reads_is_nothing():
    assert read_list(as_csv([("Bunga", "y" * 20_000)], header=["Nama", "Catatan"])).rows == [Row(2, "Bunga")]


def test_spaces_around_a_name_do_not_make_it_long():
    assert read_list(as_csv([(" " * 140 + "Bunga" + " " * 140, "", "", "", "")])).rows == [Row(2, "Bunga")]


def test_more_rows_than_we_read():
    assert refusal(as_csv([(f"Murid {n}", "", "", "", "") for n in range(100_000)])) is Why.TOO_MANY_ROWS
    assert len(read_list(as_csv([(f"Murid {n}", "", "", "", "") for n in range(MAX_ROWS)])).rows) == MAX_ROWS


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.EMPTY),
        (b"\xef\xbb\xbf\r\n", Why.EMPTY),
        (b"\xff\xfe", Why.EMPTY),
        (b"Nama,NISN\r\n", Why.NO_ROWS),
        (b"NISN;Kelas\r\n1;7A\r\n", Why.NO_NAME_COLUMN),
        (b"hello", Why.NO_NAME_COLUMN),
        (b"%PDF-1.7 ...", Why.NOT_A_LIST),
        (b"\x89PNG\r\n\x1a\n", Why.NOT_A_LIST),
        (b"Nama\r\nBu\0nga\r\n", Why.NOT_A_LIST),
        (b"<html><table><tr><td>Nama</td></tr></table>", Why.NOT_A_LIST),
        (b"PK\x03\x04 cut off", Why.BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, Why.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Why.PASSWORD),
        (raw_xlsx("<worksheet><sheetData><row>"), Why.BROKEN),
        (raw_xlsx("<worksheet/>", mimetype=b"application/vnd.oasis"), Why.OPEN_DOCUMENT),
        (b"x" * (5 * 1024 * 1024 + 1), Why.TOO_LARGE),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(data, why):
    assert refusal(data) is why


def test_a_file_without_a_name_column_says_which_columns_were_there_and_no_more():
    with pytest.raises(ListRefused) as refused:
        read_list(b"NISN;Kelas;Ayah Rahasia\r\n0012345678;7A;Ayah Rahasia\r\n")
    assert refused.value.found == ("NISN", "Kelas")


def test_a_bomb_is_refused_before_it_fills_the_memory():
    bomb = raw_xlsx("<worksheet><sheetData>" + "<row><c t='str'><v>Nama</v></c></row>" + " " * 200_000_000)
    assert len(bomb) < 5 * 1024 * 1024
    tracemalloc.start()
    assert refusal(bomb) is Why.UNPACKS_TOO_LARGE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize("part", ["sheet", "shared"])
def test_entities_of_the_files_own_are_refused(part):
    bomb = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    sheet = "<worksheet><sheetData><row><c t='s'><v>0</v></c></row></sheetData></worksheet>"
    shared = "<sst><si><t>Nama</t></si></sst>"
    data = raw_xlsx(bomb + sheet, shared) if part == "sheet" else raw_xlsx(sheet, bomb + shared)
    assert refusal(data) is Why.OWN_ENTITIES


def test_a_million_members_a_thousand_columns_and_rows_far_away():
    many = raw_xlsx("<worksheet/>", **{f"x{n}": b"" for n in range(600)})
    assert refusal(many) is Why.UNPACKS_TOO_LARGE
    sheet = (
        "<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>Nama</v></c><c r='XFD1' t='str'><v>NISN</v></c>"
        "<c r='ZZZZZZ9' t='str'><v>x</v></c></row><row r='9999999'><c r='A2' t='str'><v>Bunga</v></c></row>"
        "</sheetData></worksheet>"
    )
    assert read_list(raw_xlsx(sheet)).rows == [Row(9_999_999, "Bunga")]


def _read_or_refused(data: bytes) -> None:
    try:
        reading = read_list(data)
    except ListRefused:
        return
    assert 0 < len(reading.rows) <= MAX_ROWS
    for row in reading.rows:
        assert row.why or (row.name and len(row.name) <= 150 and len(row.nickname) <= 40)
        assert row.nisn == "" or (len(row.nisn) == 10 and row.nisn.isascii() and row.nisn.isdigit())
        assert len(row.nipd) <= 20
        assert len(row.group) <= 60
        assert tidy(row.name) == row.name


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(data):
    _read_or_refused(data)
    _read_or_refused(b"Nama,NISN\n" + data)
    _read_or_refused(b"PK\x03\x04" + data)


_BOOK = as_xlsx([HEADER, *ROWS])


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(_BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(changes):
    data = bytearray(_BOOK)
    for place, value in changes:
        data[place] = value
    _read_or_refused(bytes(data))


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_inside_a_sheet_is_read_or_refused(text):
    _read_or_refused(raw_xlsx(f"<worksheet><sheetData><row><c t='str'><v>Nama</v></c></row>{text}"))
    _read_or_refused(f"Nama\tNISN\n{text}\t1\n".encode())


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["Nama", "NISN", "Data Ayah"])), max_size=6
        ),
        max_size=8,
    )
)
def test_any_rows_have_a_header_with_a_name_or_none(rows):
    found = find_header(list(enumerate(rows, 1)))
    assert found is None or "Nama" in found[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [("7A", "VII A"), ("Kelas 7-A", "7a"), ("VIIA", "7 A"), ("X IPA 1", "10 ipa 1"), ("Kelas: XII", "12")],
)
def test_one_class_written_in_two_ways(one, other):
    assert class_key(one) == class_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("7A", "7B"), ("7A", "8A"), ("IPA", "1PA"), ("Ibnu Sina", "1"), ("Civitas", "6")]
)
def test_two_classes(one, other):
    assert class_key(one) != class_key(other)


def test_one_name_written_in_two_ways():
    assert name_key("MA’RUF  NURHADI") == name_key("Ma'ruf Nurhadi")
    assert name_key("Zoë") == name_key("zoe")
    assert name_key("Ani") != name_key("Ana")
    assert name_key("李雷") != name_key("韩梅")


def test_whole_numbers_as_spreadsheets_write_them():
    assert [whole(text) for text in ("12.0", "1.2E1", "1.5", "00", "x")] == ["12", "12", "1.5", "00", "x"]


def test_everything_that_can_be_said_has_words():
    assert {*_OF_FILES, *_OF_ROWS} >= set(Why)
    assert set(_NOTES) == set(Note)
    assert set(ACTS) == set(Act)
