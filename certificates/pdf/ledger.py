"""The sheet of training hours as a PDF: what stands on the screen, in the same order, with the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from core.models import MunicipalitySettings
from core.sheets import Cell
from core.typeset import typeset
from core.words import number, plain_date

_TEMPLATE = Path(__file__).with_name("ledger.typ")


@dataclass(frozen=True)
class Sheet:
    organisation: str
    year: int
    day: date
    target: int
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell]


def render_sheet(sheet: Sheet) -> bytes:
    """In Indonesian."""
    with translation.override("id"):
        return typeset(_TEMPLATE, _data(sheet), day=sheet.day)


def _data(sheet: Sheet) -> dict[str, object]:
    municipality = MunicipalitySettings.load()
    title = _("Training hours (JP) of %(year)s") % {"year": sheet.year}
    return {
        "title": title,
        "issuer": municipality.office or municipality.municipality or "-",
        "day": [sheet.day.year, sheet.day.month, sheet.day.day],
        "municipality": municipality.municipality,
        "office": municipality.office,
        "organisation": sheet.organisation,
        "about": _("Target: %(target)s JP a year. As of %(day)s.")
        % {"target": sheet.target, "day": plain_date(sheet.day)},
        "footer": f"{title} · {sheet.organisation}",
        "page": _("Page"),
        "head": [_text(cell) for cell in sheet.head],
        "rows": [[_text(cell) for cell in row] for row in sheet.rows],
        "foot": [_text(cell) for cell in sheet.foot],
    }


def _text(cell: Cell) -> str:
    return "" if cell is None else number(cell) if isinstance(cell, int | float) else cell
