"""Lists as text: which encoding and which delimiter is found by what is in them. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from classes.rosters.columns import find_header, known_columns
from classes.rosters.model import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, Broken, Cell, Line, ListRefused, Why

_DELIMITERS = (",", ";", "\t")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x00\x00\x00")


def read_delimited(data: bytes) -> Iterator[Line]:
    """Raises ListRefused."""
    text = decoded(data)
    if text.lstrip()[:1] == "<":  # a web page, or XML, under another name
        raise ListRefused(Why.NOT_A_LIST)
    yield from _lines(text, _delimiter(text))


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 or, where it is neither, Windows-1252. Raises ListRefused for what is no text."""
    if data.startswith(_BINARY):
        raise ListRefused(Why.NOT_A_LIST)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif encoding := _utf16_without_mark(data):
        text = data.decode(encoding, "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if "\0" in text[:65_536]:
        raise ListRefused(Why.NOT_A_LIST)
    return text


def _utf16_without_mark(data: bytes) -> str:
    start = data[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) >= 8 and max(even, odd) > len(start) * 0.35 and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    return ""


def _delimiter(text: str) -> str:
    """By which a header is found, with most of our columns; else the one that is used most."""
    start = text[:200_000]
    tops = {
        one: [line for line, _n in zip(_lines(start, one), range(HEADER_WITHIN), strict=False)] for one in _DELIMITERS
    }

    def worth(one: str) -> tuple[int, int, int]:
        header = find_header(tops[one])
        return len(header[0]) if header else 0, len(known_columns(tops[one])), start.count(one)

    return max(_DELIMITERS, key=worth)


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """A cell beyond csv's limit (131,072 characters) costs its own line only."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            cells: list[Cell] = list(next(reader)[:MAX_COLUMNS])
        except StopIteration:
            return
        except csv.Error:
            cells = [Broken(Why.CELL_TOO_LONG)] * MAX_COLUMNS
        if reader.line_num > 50 * MAX_ROWS:  # empty lines without end
            raise ListRefused(Why.TOO_MANY_ROWS)
        if any(isinstance(cell, Broken) or (cell and not cell.isspace()) for cell in cells):
            yield reader.line_num, cells
