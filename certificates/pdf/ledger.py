"""The sheet of training hours as a PDF: what stands on the screen, in the same order, with the same numbers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.fonts import font_folders
from core.models import MunicipalitySettings
from core.sheets import Cell
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
    """PDF/UA-1 (ISO 14289-1), except where a name has a letter that no font here has. In Indonesian."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
        with translation.override("id"):
            data = json.dumps(_data(sheet), ensure_ascii=False)
        try:
            return _compile(root, data, sheet.day, accessible=True)
        except typst.TypstError as error:
            if "could not be displayed with font" not in str(error):
                raise
            return _compile(root, data, sheet.day, accessible=False)


def _compile(root: Path, data: str, day: date, *, accessible: bool) -> bytes:
    return bytes(
        typst.compile(
            str(root / _TEMPLATE.name),
            root=str(root),
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1" if accessible else None,
            timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        )
    )


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
