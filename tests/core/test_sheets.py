"""Tables as files: whatever people wrote stays text, and numbers stay numbers."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets import csv_file, xlsx_file

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("https://x.example","klik")', "#REF!")


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes, sheet: str = "Soal") -> list[list[openpyxl.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[sheet].rows]


def test_numbers_and_words_arrive_as_they_were():
    table = [["Soal", "Benar (%)"], ["Mana “resmi”?", 67], ["Kosong", None], ["Indeks", -0.25]]
    assert read_csv(csv_file(table)) == [
        ["Soal", "Benar (%)"],
        ["Mana “resmi”?", "67"],
        ["Kosong", ""],
        ["Indeks", "-0.25"],
    ]
    assert [[cell.value for cell in row] for row in read_xlsx(xlsx_file({"Soal": table}))] == table


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    assert not read_csv(csv_file([[text]]))[0][0].startswith(("=", "+", "-", "@", "\t", "\r"))
    (((cell,),)) = read_xlsx(xlsx_file({"Soal": [[text]]}))
    assert cell.data_type == "s"


def test_every_table_gets_its_sheet_and_a_long_name_is_cut():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"Soal": [["a"]], "J" * 40: [["b"]]})))
    assert book.sheetnames == ["Soal", "J" * 31]


@given(st.lists(st.lists(st.text(max_size=30) | st.integers() | st.none(), min_size=1, max_size=3), max_size=4))
def test_any_text_makes_a_file_that_can_be_read(table):
    assert csv_file(table).startswith(b"\xef\xbb\xbf")
    assert all(cell.data_type != "f" for row in read_xlsx(xlsx_file({"Soal": table})) for cell in row)
