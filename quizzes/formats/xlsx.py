"""Reading our spreadsheet of questions: one row, one question. Tolerant of case and spaces; formulas are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from quizzes.formats import columns as c
from quizzes.formats.answers import NO_ANSWER, NO_NUMBER, explained, groups, matching, plain_number
from quizzes.formats.model import MAX_PARTS, FileRefused, Item, Notes, NotTaken, Question, Value, _n, note, refused
from quizzes.formats.shape import finished
from quizzes.formats.text import one_line, paragraphs, tidy
from quizzes.kinds.number import read_number

MAX_UNPACKED = 20 * 1024 * 1024
MAX_MEMBERS = 500
MAX_SHEETS = 5
MAX_CELLS = 1000  # of one row; ours has fewer than 200
HEADER_WITHIN = 50  # rows
MAX_ROWS = 20_000
MAX_COLUMNS = len(c.FIXED) + 3 * c.MOST_NUMBERED

BROKEN = _n("This spreadsheet cannot be read. Was the file cut off?")
TOO_LARGE_INSIDE = _n("This spreadsheet unpacks to more than we read.")
WITH_DTD = _n("The file defines a document type or entities of its own. Such files are not read.")
NO_HEADER = _n("No sheet has the columns “Jenis” and “Soal”. Use our template.")
TOO_MANY_ROWS = _n("Only the first {limit} rows are read.")
UNKNOWN_COLUMN = _n("The column “{name}” is not one of ours and was not read.")
FORMULA = _n("The column “{name}” holds a formula. Write its result.")
IS_DATE = _n("The column “{name}” holds a date. Write it as text.")
IS_ERROR = _n("The column “{name}” holds an error value.")
NO_KIND = _n("“{value}” is not a kind of question.")
NOT_USED = _n("This kind has no use for the columns: {names}.")
NO_SUCH_CHOICE = _n("“{value}” is none of its choices.")
NOT_TRUE_OR_FALSE = _n("“{value}” is neither “benar” nor “tidak benar”.")
NOT_YES_OR_NO = _n("“{value}” in the column “{name}” is neither “ya” nor “tidak”.")
NOT_DIFFICULTY = _n("“{value}” is no difficulty; “sedang” was taken.")

_NUMBERED = re.compile(rf"({'|'.join(c.NUMBERED)}) (\d{{1,2}})", re.IGNORECASE)


def _key(text: str) -> str:
    return one_line(text.replace("_", " ")).casefold()


_KINDS = {_key(name): kind for name, kind in (c.KINDS | c.OTHER_NAMES).items()}
_KNOWN = {_key(name): name for name in c.FIXED}


class _Formula:
    """Stands in a cell that a spreadsheet would reckon."""


def read_xlsx(data: bytes) -> Iterator[Item]:
    """Raises FileRefused."""
    _look_inside(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = _rows_with_header(workbook)
    except FileRefused:
        raise
    except Exception:  # openpyxl raises whatever its parts raise: KeyError, TypeError, ParseError …
        raise FileRefused(BROKEN) from None
    yield from _items(rows)


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise FileRefused(TOO_LARGE_INSIDE)
            for member in members:
                with archive.open(member) as opened:
                    content = opened.read(MAX_UNPACKED + 1)
                if len(content) > MAX_UNPACKED or _widest_row(content) > MAX_CELLS:
                    raise FileRefused(TOO_LARGE_INSIDE)
                if re.search(rb"<!\s*(DOCTYPE|ENTITY)", content[:65_536].replace(b"\0", b""), re.IGNORECASE):
                    raise FileRefused(WITH_DTD)  # expat itself stops what might come behind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise FileRefused(BROKEN) from None


def _widest_row(content: bytes) -> int:
    """Cells between two rows of a sheet; openpyxl builds a whole row at once, however wide."""
    return max(len(_CELL.findall(row)) for row in _ROW.split(content))


_ROW, _CELL = re.compile(rb"<(?:\w+:)?row\b"), re.compile(rb"<(?:\w+:)?c[\s/>]")
Row = tuple[int, list[Any]]


def _rows_with_header(workbook: Any) -> list[Row]:
    """Rows of the first sheet with our columns, from its header on; values as openpyxl reads them."""
    sheets = sorted(workbook.worksheets, key=lambda sheet: _key(sheet.title) != _key(c.SHEET))
    for sheet in sheets[:MAX_SHEETS]:
        sheet.reset_dimensions()
        rows: list[Row] = []
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
            if number > MAX_ROWS:
                rows.append((number, []))  # told below
                break
            values = [_Formula() if cell.data_type == "f" else _value(cell) for cell in cells]
            if any(value is not None for value in values):
                rows.append((number, values))
            if number == HEADER_WITHIN and not rows:
                break
            if len(rows) == 10 and not any(_is_header(row) for _number, row in rows):
                break
        start = next((place for place, (_number, row) in enumerate(rows[:10]) if _is_header(row)), None)
        if start is not None:
            return rows[start:]
    raise FileRefused(NO_HEADER)


def _value(cell: Any) -> Any:
    return ValueError() if cell.data_type == "e" else cell.value


def _is_header(row: Sequence[Any]) -> bool:
    return {_key(c.KIND), _key(c.STEM)} <= {_key(value) for value in row if isinstance(value, str)}


def _items(rows: list[Row]) -> Iterator[Item]:
    (header_line, header), *rows = rows
    names: dict[int, str] = {}
    for place, value in enumerate(header):
        said = one_line(str(value)) if isinstance(value, str) else ""
        if numbered := _NUMBERED.fullmatch(said):
            names[place] = f"{numbered[1].capitalize()} {int(numbered[2])}"
        elif _key(said) in _KNOWN:
            names[place] = _KNOWN[_key(said)]
        elif said:
            yield note(UNKNOWN_COLUMN, header_line, name=said[:40])
    for line, values in rows:
        if line > MAX_ROWS:
            yield note(TOO_MANY_ROWS, line, limit=MAX_ROWS)
            return
        cells = {name: values[place] for place, name in names.items() if place < len(values)}
        if any(value not in (None, "") for value in cells.values()):
            yield _item(line, cells)


def _item(line: int, cells: dict[str, Any]) -> Item:
    notes = Notes(line)
    row = _Cells(cells)
    name = one_line(str(cells.get(c.STEM) or ""))[:80] if isinstance(cells.get(c.STEM), str) else ""
    try:
        for heading, value in cells.items():
            _refuse_what_is_no_text(heading, value)
        kind = _KINDS.get(_key(row.text(c.KIND)))
        if kind is None:
            raise NotTaken(NO_KIND, value=row.text(c.KIND)[:40])
        question = Question(
            kind=kind, stem=_stem(row.text(c.STEM)), value=_READERS[kind](row), explanation=row.text(c.GENERAL),
            difficulty=_difficulty(row, notes), category=tuple(filter(None, [one_line(row.text(c.GROUP))])),
            hints=tuple(filter(None, map(one_line, row.text(c.HINTS).splitlines()))),
            tags=tuple(tag for part in row.text(c.TAGS).split(";") if (tag := one_line(part)[:100])), line=line,
        )  # fmt: skip
        if unused := row.unused():
            notes.add(NOT_USED, names=", ".join(unused))
        return finished(question, notes)
    except NotTaken as why:
        return refused(line, name, why, notes)


def _refuse_what_is_no_text(heading: str, value: Any) -> None:
    if isinstance(value, _Formula):
        raise NotTaken(FORMULA, name=heading)
    if isinstance(value, ValueError):
        raise NotTaken(IS_ERROR, name=heading)
    if isinstance(value, date | datetime | time):
        raise NotTaken(IS_DATE, name=heading)


def _stem(text: str) -> str:
    return text if re.match(r"<(p|ul|ol)>", text) else paragraphs(text)


class _Cells:
    """One row; remembers which of its cells were read."""

    def __init__(self, cells: dict[str, Any]) -> None:
        self._cells, self._read = cells, set[str]()

    def text(self, name: str) -> str:
        self._read.add(name)
        value = self._cells.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return c.TRUE if value else c.FALSE
        if isinstance(value, int | float | Decimal):
            return plain_number(Decimal(str(value))) if -(10**20) < value < 10**20 else str(value)[:40]
        return tidy(str(value)).strip()

    def line(self, name: str) -> str:
        return one_line(self.text(name))

    def number(self, name: str, *, otherwise: str = "") -> str:
        """As our kind keeps it. Raises NotTaken for what is no number."""
        value = self._cells.get(name)
        said = self.text(name) or otherwise
        if isinstance(value, int | float) and not isinstance(value, bool):
            return said if re.fullmatch(r"-?\d+(\.\d+)?", said) else _no_number(said)
        number = read_number(said)
        return plain_number(number) if number is not None else _no_number(said)

    def whole(self, name: str) -> int:
        """From 0 up; 0 for an empty cell. Raises NotTaken for what is no whole number."""
        said = self.text(name) or "0"
        return int(said) if re.fullmatch(r"[0-9]{1,4}", said) else int(_no_number(said))

    def is_on(self, name: str, *, otherwise: bool = False) -> bool:
        said = _key(self.text(name))
        if said and said not in c.ANSWERS:
            raise NotTaken(NOT_YES_OR_NO, value=said[:40], name=name)
        return c.ANSWERS[said] if said else otherwise

    def numbered(self) -> list[int]:
        """Numbers of which something stands in “Isi” or “Pasangan”."""
        found = {
            int(name.rpartition(" ")[2])
            for name, value in self._cells.items()
            if name.startswith((f"{c.CONTENT} ", f"{c.PARTNER} ")) and value not in (None, "")
        }
        return sorted(found)

    def unused(self) -> list[str]:
        return [name for name, value in self._cells.items() if value not in (None, "") and name not in self._read]


def _no_number(said: str) -> str:
    raise NotTaken(NO_NUMBER, value=said[:40])


def _difficulty(row: _Cells, notes: Notes) -> str:
    said = _key(row.text(c.DIFFICULTY))
    if said and said not in c.DIFFICULTIES:
        notes.add(NOT_DIFFICULTY, value=said[:40])
    return c.DIFFICULTIES.get(said, "medium")


def _choices(row: _Cells) -> Value:
    said = re.findall(r"\d{1,3}|[A-Za-z]", row.text(c.ANSWER)[:MAX_PARTS])
    right = [int(one) if one.isdigit() else ord(one.upper()) - ord("A") + 1 for one in said]
    numbers = row.numbered()
    if not right or not numbers:
        raise NotTaken(NO_ANSWER)
    if unknown := [one for one, number in zip(said, right, strict=True) if number not in numbers]:
        raise NotTaken(NO_SUCH_CHOICE, value=unknown[0][:20])
    choices = [
        {"text": row.line(f"{c.CONTENT} {n}"), "correct": n in right, "feedback": row.text(f"{c.SAID} {n}")}
        for n in numbers
    ]
    return {"choices": choices, "shuffle": row.is_on(c.SHUFFLE, otherwise=True)}


def _true_false(row: _Cells) -> Value:
    said = _key(row.text(c.ANSWER))
    if said not in c.ANSWERS:
        raise NotTaken(NOT_TRUE_OR_FALSE, value=said[:40])
    return {
        "answer": "true" if c.ANSWERS[said] else "false",
        "if_true": row.text(f"{c.SAID} 1"),
        "if_false": row.text(f"{c.SAID} 2"),
    }


def _explained(row: _Cells) -> tuple[str, str]:
    return row.text(c.RIGHT), row.text(c.OTHERWISE)


def _matching(row: _Cells) -> Value:
    rows = [(n, row.line(f"{c.CONTENT} {n}"), row.line(f"{c.PARTNER} {n}")) for n in row.numbered()]
    pairs = [(left, right, row.text(f"{c.SAID} {n}")) for n, left, right in rows if left]
    right, otherwise = _explained(row)
    return matching(pairs, [side for _n_, left, side in rows if not left], right=right, otherwise=otherwise)[1]


def _groups(row: _Cells) -> Value:
    rows = [(row.line(f"{c.CONTENT} {n}"), row.line(f"{c.PARTNER} {n}"), "") for n in row.numbered()]
    right, otherwise = _explained(row)
    return groups([one for one in rows if one[0]], right=right, otherwise=otherwise)[1]


def _contents(row: _Cells) -> list[str]:
    found = [text for n in row.numbered() if (text := row.line(f"{c.CONTENT} {n}"))]
    if not found:
        raise NotTaken(NO_ANSWER)
    return found


def _ordering(row: _Cells) -> Value:
    return explained(*_explained(row)) | {"items": _contents(row), "whole": row.is_on(c.WHOLE)}


def _gaps(row: _Cells) -> Value:
    return explained(*_explained(row)) | {"text": row.text(c.GAP_TEXT)}


def _number(row: _Cells) -> Value:
    return explained(*_explained(row)) | {
        "answer": row.number(c.ANSWER),
        "tolerance": row.number(c.TOLERANCE, otherwise="0").removeprefix("-"),
        "unit": row.line(c.UNIT),
        "traps": [
            {"value": row.number(f"{c.CONTENT} {n}"), "feedback": row.text(f"{c.SAID} {n}")} for n in row.numbered()
        ],
    }


def _short_text(row: _Cells) -> Value:
    return explained(*_explained(row)) | {
        "accepted": _contents(row),
        "case": row.is_on(c.CASE),
        "ignore_spaces": row.is_on(c.SPACES),
    }


def _free_text(row: _Cells) -> Value:
    return {
        "rubric": [
            {
                "criterion": row.line(f"{c.CONTENT} {n}"),
                "points": row.whole(f"{c.PARTNER} {n}"),
                "levels": row.text(f"{c.SAID} {n}"),
            }
            for n in row.numbered()
        ],
        "example": row.text(c.ANSWER),
        "most_words": row.whole(c.MOST_WORDS) or None,
    }


def _scale(row: _Cells) -> Value:
    steps = max(row.numbered(), default=0)
    return {"steps": [row.line(f"{c.CONTENT} {n}") for n in range(1, steps + 1)]}


def _free_words(row: _Cells) -> Value:
    return {}


_READERS: dict[str, Callable[[_Cells], Value]] = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "matching": _matching,
    "groups": _groups,
    "ordering": _ordering,
    "gaps": _gaps,
    "number": _number,
    "short_text": _short_text,
    "free_text": _free_text,
    "scale": _scale,
    "free_words": _free_words,
}
