"""Sheets for a class as tagged PDFs: a frame with parts below each other, given as data, never as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from core.fonts import font_folders
from core.models import MunicipalitySettings

_TEMPLATE = Path(__file__).with_name("sheet.typ")
Part = Mapping[str, Any]


def heading(text: str) -> Part:
    return {"is": "heading", "text": text}


def text(words: str, *, strong: bool = False) -> Part:
    return {"is": "text", "text": words, "strong": strong}


def note(words: str) -> Part:
    return {"is": "note", "text": words}


def points(items: Sequence[str], *, marker: str = "bullet") -> Part:
    """``marker``: bullet, number or box (to tick)."""
    return {"is": "points", "marker": marker, "items": list(items)}


def lines(count: int, label: str = "") -> Part:
    """Empty lines to write on."""
    return {"is": "lines", "count": count, "label": label}


def fields(labels: Sequence[str]) -> Part:
    """“Nama: ______” side by side."""
    return {"is": "fields", "labels": list(labels)}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    return {"is": "table", "head": list(head), "rows": [list(row) for row in rows]}


def question(
    number: int,
    stem: Sequence[str],
    *,
    hint: str,
    rows: Sequence[str] = (),
    lettered: Sequence[tuple[str, str]] = (),
    written: bool = False,
    unit: str = "",
) -> Part:
    return {
        "is": "question",
        "number": number,
        "stem": list(stem),
        "hint": hint,
        "rows": list(rows),
        "lettered": [list(one) for one in lettered],
        "written": written,
        "unit": unit,
    }


def answer_boxes(count: int) -> Part:
    return {"is": "boxes", "count": count}


def new_page() -> Part:
    return {"is": "page"}


@dataclass(frozen=True)
class Sheet:
    """``above``: what stands small over the title; ``footer``: on every page, beside its number."""

    title: str
    above: str
    about: Sequence[str]
    footer: str
    parts: Sequence[Part]
    day: date


def render(sheets: Sequence[Sheet]) -> bytes:
    """One PDF/UA-1 (ISO 14289-1), each sheet on a page of its own. In Indonesian, whoever asks for it.

    Not marked as accessible where a name has a letter that no font here has.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
        with translation.override("id"):
            data = json.dumps(_data(sheets), ensure_ascii=False)
        try:
            return _compile(root, data, sheets[0].day, accessible=True)
        except typst.TypstError as error:
            if "could not be displayed with font" not in str(error):
                raise
            return _compile(root, data, sheets[0].day, accessible=False)


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


def _data(sheets: Sequence[Sheet]) -> dict[str, Any]:
    municipality = MunicipalitySettings.load()
    day = sheets[0].day
    return {
        "issuer": municipality.office or municipality.municipality or "-",
        "municipality": municipality.municipality,
        "day": [day.year, day.month, day.day],
        "page": _("Page"),
        "sheets": [
            {
                "title": sheet.title,
                "above": sheet.above,
                "about": list(sheet.about),
                "footer": sheet.footer,
                "parts": [dict(part) for part in sheet.parts],
            }
            for sheet in sheets
        ],
    }
