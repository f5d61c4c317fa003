"""Tables as files: CSV and XLSX. What people wrote is text in them, never a formula (SECURITY 32)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.spreadsheets import neutral

Cell = str | int | float | None
Table = Iterable[Sequence[Cell]]  # the first row is its head

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(table: Table) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([neutral(_plain(cell)) for cell in row] for row in table)
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Mapping[str, Table]) -> bytes:
    """``sheets``: name, at most 31 letters, → table."""
    book = Workbook(write_only=True)
    for name, table in sheets.items():
        sheet = book.create_sheet(title=name[:31])
        for row in table:
            sheet.append([_cell(sheet, cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _plain(value))
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins like a formula or reads like an error
    return cell


def _plain(value: Cell) -> Cell:
    """Without control characters, which a spreadsheet cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
