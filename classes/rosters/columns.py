"""The header of a list, found by what stands in it: Dapodik's has two rows, and titles above it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from classes.rosters.model import HEADER_WITHIN, Cell, Line
from classes.rosters.words import tidy

NAME, NICKNAME, NISN, NIPD, GROUP = "Nama", "Panggilan", "NISN", "NIPD", "Kelas"
OWN = (NAME, NICKNAME, NISN, NIPD, GROUP)  # of our template and our export, in this order

_ALIASES: Mapping[str, tuple[str, ...]] = {
    NAME: (
        "nama", "nama lengkap", "nama siswa", "nama siswa/i", "nama murid", "nama peserta", "nama peserta didik",
        "nama pd", "nama lengkap siswa", "nama lengkap peserta didik", "name", "full name", "peserta didik",
    ),
    NICKNAME: ("panggilan", "nama panggilan", "nickname"),
    NISN: ("nisn", "no nisn", "nomor nisn", "no. nisn", "nomor induk siswa nasional"),
    NIPD: ("nipd", "nis", "nis/nipd", "nipd/nis", "no induk", "no. induk", "nomor induk", "nomor induk siswa"),
    GROUP: ("rombel saat ini", "rombel", "rombongan belajar", "kelas", "kelas/rombel", "class", "nama rombel"),
}  # fmt: skip
_MEANING = {alias: column for column, aliases in _ALIASES.items() for alias in aliases}
# Below these headings “Nama” is the name of somebody else.
_OTHERS = re.compile(r"\b(ayah|ibu|wali|orang ?tua|ortu|kepala|guru)\b", re.IGNORECASE)
# Headings that a second row has; with them it is a header still, not a pupil.
_SECOND_ROW = {"tahun lahir", "jenjang pendidikan", "pekerjaan", "penghasilan", "nik", "nama", "l", "p"}


def _label(cell: Cell) -> str:
    return re.sub(r"[\s:*.]+$", "", tidy(cell).casefold()) if isinstance(cell, str) and len(cell) <= 80 else ""


def meaning(cell: Cell) -> str:
    return _MEANING.get(_label(cell), "")


def _headings(cells: Sequence[Cell], width: int) -> list[str]:
    """Of each column: what stands there, or further left, as a merged cell does."""
    found, last = [], ""
    for place in range(width):
        last = (_label(cells[place]) if place < len(cells) else "") or last
        found.append(last)
    return found


def _columns(upper: Sequence[Cell], lower: Sequence[Cell]) -> dict[str, int]:
    """Of two rows of a header; the lower is more exact, the leftmost of two counts."""
    width = max(len(upper), len(lower))
    above, found = _headings(upper, width), {}
    for place in range(width):
        below = lower[place] if place < len(lower) else None
        meant = meaning(below)
        if meant and _OTHERS.search(above[place]):
            continue
        if not meant and not _label(below) and place < len(upper):
            meant = meaning(upper[place])
        if meant:
            found.setdefault(meant, place)
    return found


def _is_second_row(header: Sequence[Cell], below: Sequence[Cell]) -> bool:
    labels = {label for cell in below if (label := _label(cell))}
    names = [place for place, cell in enumerate(header) if meaning(cell) == NAME]
    nameless = all(place >= len(below) or not _label(below[place]) for place in names[:1])
    return nameless and bool(labels & (_SECOND_ROW | _MEANING.keys()))


def find_header(lines: Sequence[Line]) -> tuple[dict[str, int], int] | None:
    """(column → its place, how many of ``lines`` stand before the first pupil); the fullest header wins."""
    best: tuple[dict[str, int], int] | None = None
    nothing: list[Cell] = []
    for place, (number, cells) in enumerate(lines):
        if number > HEADER_WITHIN:
            break
        if not any(meaning(cell) == NAME for cell in cells):
            continue
        above = lines[place - 1][1] if place else nothing
        below = lines[place + 1][1] if place + 1 < len(lines) else nothing
        found, first = _columns(above, cells), place + 1
        if _is_second_row(cells, below):
            found, first = found | _columns(cells, below), place + 2
        if NAME in found and (best is None or len(found) > len(best[0])):
            best = found, first
    return best


def known_columns(lines: Sequence[Line]) -> list[str]:
    """Those of ours that stand anywhere near the top: to say what is missing without repeating what is in a cell."""
    found = {meaning(cell) for number, cells in lines if number <= HEADER_WITHIN for cell in cells}
    return [column for column in OWN if column in found]
