"""Lists as Excel workbooks, read as a stream: values only, whatever is broken around them. Pure.

A library reads a workbook as a whole, with its styles, links and 66 columns of a Dapodik list; this reads the cells as
they were last shown (ECMA-376, part 1, 18.3 and 18.4), in constant memory. Formulas are never reckoned, macros never
looked at, and a damaged style sheet, which Excel offers to repair, is in nobody's way.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

from classes.rosters.columns import find_header
from classes.rosters.model import (
    HEADER_WITHIN,
    MAX_COLUMNS,
    MAX_ROWS,
    Broken,
    Cell,
    Line,
    ListRefused,
    Why,
)

MAX_UNPACKED = 40 * 1024 * 1024  # of one part; 10,000 rows of Dapodik's 66 columns have 26 MB
MAX_MEMBERS = 500
MAX_SHEETS = 5
MAX_STRINGS = 1_000_000
_KEPT = 2_000  # characters of a cell; what is longer, spaces and all, nobody typed as a name
_CHUNK = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(data: bytes) -> Iterator[Line]:
    """Rows of the first sheet with a header, else of the first sheet. Raises ListRefused."""
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise ListRefused(Why.PASSWORD if encrypted else Why.OLD_EXCEL)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _rows(archive)
    except _UNREADABLE as error:
        locked = isinstance(error, RuntimeError) and "password" in str(error)
        raise ListRefused(Why.PASSWORD if locked else Why.BROKEN) from None


_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip


def _rows(archive: zipfile.ZipFile) -> Iterator[Line]:
    names = archive.namelist()
    if len(names) > MAX_MEMBERS or sum(member.file_size for member in archive.infolist()) > 4 * MAX_UNPACKED:
        raise ListRefused(Why.UNPACKS_TOO_LARGE)
    if "mimetype" in names or "content.xml" in names:
        raise ListRefused(Why.OPEN_DOCUMENT)
    sheets = _sheets(archive)
    if not sheets:
        raise ListRefused(Why.NOT_A_LIST)
    strings = _shared_strings(archive)
    chosen = sheets[0]
    for sheet in sheets[:MAX_SHEETS] if len(sheets) > 1 else ():
        top = []
        for line in _sheet(archive, sheet, strings):
            if line[0] > HEADER_WITHIN + 1:
                break
            top.append(line)
        if find_header(top):
            chosen = sheet
            break
    yield from _sheet(archive, chosen, strings)


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    """Paths in the order of the workbook's tabs; where its index is damaged, by their names."""
    there = {name.lstrip("/"): name for name in archive.namelist()}
    index = _Index()
    for path in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        try:
            for _chunk in _parsed(archive, there[path], index) if path in there else ():
                pass
        except ListRefused as refused:
            if refused.why != Why.BROKEN:
                raise
    found = [there[path] for one in index.order if (path := index.targets.get(one, "")) in there]
    by_name = (name for plain, name in there.items() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", plain))
    return found or sorted(by_name, key=_natural)


def _natural(name: str) -> tuple[int, str]:
    digits = re.findall(r"\d+", name)
    return int(digits[-1][:9]) if digits else 0, name


class _Index:
    """Which sheets there are, in which order."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.order: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _plain(name)
        if name == "Relationship" and "worksheet" in attributes.get("Type", ""):
            path = attributes.get("Target", "")
            full = path.lstrip("/") if path.startswith("/") else posixpath.normpath(f"xl/{path}")
            self.targets[attributes.get("Id", "")] = full
        elif name == "sheet":
            ids = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            self.order += ids[:1]

    def take(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


def _shared_strings(archive: zipfile.ZipFile) -> list[str | Broken]:
    path = next((name for name in archive.namelist() if name.lstrip("/").lower() == "xl/sharedstrings.xml"), "")
    strings = _Strings()
    for _chunk in _parsed(archive, path, strings) if path else ():
        if len(strings.found) > MAX_STRINGS:
            raise ListRefused(Why.UNPACKS_TOO_LARGE)
    return strings.found


class _Text:
    """What stands in <t> and <v>, without the readings beside it (<rPh>), up to the most that we keep."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.inside = self.beside = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        name = _plain(name)
        self.beside = self.beside or name == "rPh"
        self.inside = name in ("t", "v") and not self.beside

    def take(self, text: str) -> None:
        if self.inside:
            if self.length <= _KEPT:
                self.parts.append(text)
            self.length += len(text)

    def end(self, name: str) -> None:
        self.inside = False
        self.beside = self.beside and _plain(name) != "rPh"

    def taken(self) -> str | Broken:
        long, joined = self.length > _KEPT, "".join(self.parts)
        self.parts, self.length = [], 0
        return Broken(Why.CELL_TOO_LONG) if long else joined


class _Strings(_Text):
    """Texts that cells point at by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | Broken] = []

    def end(self, name: str) -> None:
        super().end(name)
        if _plain(name) == "si":
            self.found.append(self.taken())


class _Sheet(_Text):
    """Rows as they end."""

    def __init__(self, strings: list[str | Broken]) -> None:
        super().__init__()
        self.strings = strings
        self.row, self.column, self.seen = 0, -1, 0
        self.kind = ""
        self.cells: list[Cell] = []
        self.ready: list[Line] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Called for every cell of a file of 660,000: what comes most often is asked first."""
        name = _plain(name)
        if name == "c":
            place = attributes.get("r", "").rstrip("0123456789")
            self.column = _number(place) if place else self.column + 1
            self.kind = attributes.get("t", "n")
            self.parts, self.length = [], 0
        elif name == "row":
            said = attributes.get("r", "")
            self.row = int(said) if said.isdecimal() and len(said) < 8 else self.row + 1
            self.column, self.cells = -1, []
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        name = _plain(name)
        if name == "c":
            if self.length and self.column < MAX_COLUMNS and (value := self._value()) is not None:
                self.cells.extend([None] * (self.column + 1 - len(self.cells)))
                self.cells[self.column] = value
        elif name == "row":
            self.seen += 1
            if any(isinstance(cell, Broken) or (cell and not cell.isspace()) for cell in self.cells):
                self.ready.append((self.row, self.cells))
        else:
            super().end(name)

    def _value(self) -> Cell:
        said = self.taken()
        if isinstance(said, Broken):
            return said
        if self.kind == "s":
            known = said.isdecimal() and len(said) < 8 and int(said) < len(self.strings)
            return self.strings[int(said)] if known else None
        if self.kind == "e":
            return Broken(Why.CELL_IS_ERROR)
        return said or None


def _plain(name: str) -> str:
    """Without its prefix, as some programs write one."""
    return name.rpartition(":")[2] if ":" in name else name


@lru_cache(maxsize=1000)
def _number(letters: str) -> int:
    """“AA” → 26. What is no column is one that nobody reads."""
    if len(letters) > 3 or not (letters.isascii() and letters.isalpha()):
        return MAX_COLUMNS
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - 64
    return value - 1


def _sheet(archive: zipfile.ZipFile, path: str, strings: list[str | Broken]) -> Iterator[Line]:
    sheet = _Sheet(strings)
    for _chunk in _parsed(archive, path, sheet):
        yield from sheet.ready
        sheet.ready.clear()
        if sheet.seen > 50 * MAX_ROWS:  # empty rows without end
            raise ListRefused(Why.TOO_MANY_ROWS)


class _Handler(Protocol):
    def start(self, name: str, attributes: dict[str, str], /) -> None: ...

    def take(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


def _parsed(archive: zipfile.ZipFile, path: str, handler: _Handler) -> Iterator[None]:
    """Piece by piece. Raises ListRefused."""
    if archive.getinfo(path).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ListRefused(Why.BROKEN)
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_about: object) -> None:
        raise ListRefused(Why.OWN_ENTITIES)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.take
    read = 0
    with archive.open(path) as opened:
        while chunk := opened.read(_CHUNK):
            read += len(chunk)
            if read > MAX_UNPACKED:
                raise ListRefused(Why.UNPACKS_TOO_LARGE)
            _fed(parser, chunk)
            yield
        _fed(parser, b"")
    yield


def _fed(parser: expat.XMLParserType, chunk: bytes) -> None:
    try:
        parser.Parse(chunk, not chunk)
    except expat.ExpatError:
        raise ListRefused(Why.BROKEN) from None
