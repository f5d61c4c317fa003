"""From the bytes of a file to rows of five things. Whatever else stands in it is not kept. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from classes.rosters.columns import GROUP, NAME, NICKNAME, NIPD, NISN, find_header, known_columns, meaning
from classes.rosters.delimited import read_delimited
from classes.rosters.model import (
    HEADER_WITHIN,
    MAX_BYTES,
    MAX_CELL,
    MAX_CLASS,
    MAX_NICKNAME,
    MAX_NIPD,
    MAX_ROWS,
    Broken,
    Cell,
    Line,
    ListRefused,
    Note,
    Reading,
    Row,
    Why,
)
from classes.rosters.words import read_nipd, read_nisn, tidy
from classes.rosters.workbook import read_workbook

_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read_list(data: bytes) -> Reading:
    """Raises ListRefused, and nothing else, whatever the bytes are."""
    if len(data) > MAX_BYTES:
        raise ListRefused(Why.TOO_LARGE)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ListRefused(Why.EMPTY)
    lines = read_workbook(data) if data.startswith(_WORKBOOKS) else read_delimited(data)
    top = list(islice(lines, HEADER_WITHIN + 1))
    header = find_header(top)
    if header is None:
        raise ListRefused(Why.NO_NAME_COLUMN if top else Why.EMPTY, known_columns(top))
    columns, first = header
    reading = Reading(tuple(columns))
    for row in _pupils(chain(top[first:], lines), columns):
        reading.rows.append(row)
        if len(reading.rows) > MAX_ROWS:
            raise ListRefused(Why.TOO_MANY_ROWS)
    if not reading.rows:
        raise ListRefused(Why.NO_ROWS)
    return reading


def _pupils(lines: Iterator[Line], columns: Mapping[str, int]) -> Iterator[Row]:
    """Without lines of which none of our columns holds anything, and without headers that are printed again."""
    for number, cells in lines:
        ours = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
        said = ours[NAME]
        if meaning(said) == NAME or not any(_says_something(cell) for cell in ours.values()):
            continue
        yield _row(number, ours)


def _says_something(cell: Cell) -> bool:
    return isinstance(cell, Broken) or bool(cell and tidy(cell[: MAX_CELL * 2]))


def _row(line: int, cells: Mapping[str, Cell]) -> Row:
    name = cells[NAME]
    for cell in (name, cells.get(GROUP)):
        if isinstance(cell, Broken):
            return Row(line, why=cell.why)
        if cell and len(cell) > MAX_CELL and len(tidy(cell)) > MAX_CELL:
            return Row(line, why=Why.CELL_TOO_LONG)
    called = tidy(_text(name))
    if not called:
        return Row(line, why=Why.NO_NAME)
    if not any(char.isalpha() for char in called):
        return Row(line, why=Why.NOT_A_NAME)
    group = tidy(_text(cells.get(GROUP)))
    if len(group) > MAX_CLASS:
        return Row(line, called, why=Why.CLASS_TOO_LONG)
    nickname, nisn, nipd, notes = _rest(cells)
    return Row(line, called, nickname, nisn, nipd, group, notes)


def _rest(cells: Mapping[str, Cell]) -> tuple[str, str, str, tuple[Note, ...]]:
    """What may be missing. A pupil is not kept out for a number that is mistyped: the row says that it was left out."""
    notes = []
    nickname = tidy(_short(cells.get(NICKNAME)))
    if len(nickname) > MAX_NICKNAME or isinstance(cells.get(NICKNAME), Broken):
        nickname = ""
        notes.append(Note.NICKNAME_LEFT_OUT)
    nisn, padded, odd = read_nisn(_short(cells.get(NISN)))
    if padded:
        notes.append(Note.NISN_PADDED)
    if odd or isinstance(cells.get(NISN), Broken):
        notes.append(Note.NISN_LEFT_OUT)
    nipd, odd = read_nipd(_short(cells.get(NIPD)), MAX_NIPD)
    if odd or isinstance(cells.get(NIPD), Broken):
        notes.append(Note.NIPD_LEFT_OUT)
    return nickname, nisn, nipd, tuple(notes)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""


def _short(cell: Cell) -> str:
    """Enough of it to see that it is too long."""
    return _text(cell)[: MAX_CELL * 2]
