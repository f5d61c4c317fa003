"""A report: defined once, shown on the screen, on paper and in files, the same in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from core.sheets import Cell as Plain
from core.words import number


@dataclass(frozen=True)
class Cell:
    """``value``: a text, a whole number, or None where there is nothing to say. ``icon``: stands beside the text."""

    value: str | int | None
    link: str = ""  # on the screen only
    icon: str = ""

    @property
    def shown(self) -> str:
        """On the screen and on paper."""
        if self.value is None:
            return ""
        return number(self.value) if isinstance(self.value, int) else self.value

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)


Row = Sequence[Cell]


@dataclass(frozen=True)
class Report:
    """``about``: lines below the title, so that a sheet of paper says by itself what it tells."""

    title: str
    head: Sequence[str]
    rows: Sequence[Row]
    about: Sequence[str] = ()
    foot: Sequence[Cell] = field(default_factory=tuple)

    @property
    def labelled(self) -> list[list[tuple[str, Cell]]]:
        """Each cell with the head of its column: on a phone a row is a card."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]

    def table(self) -> list[list[Plain]]:
        """For a file: head, rows, foot."""
        lines = [*self.rows, self.foot] if self.foot else self.rows
        head: list[Plain] = list(self.head)
        return [head, *(list[Plain](cell.value for cell in line) for line in lines)]


def moment(value: datetime | None) -> str | None:
    """“27 Nov 2026, 23.59”: short enough for a column; the zone stands above the table."""
    if value is None:
        return None
    local = timezone.localtime(value)
    return f"{date_format(local, 'j M Y')}, {local:%H.%M}"


def day(value: datetime | None) -> str | None:
    return None if value is None else date_format(timezone.localtime(value), "j M Y")
