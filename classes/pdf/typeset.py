"""From a Typst template and plain data to a PDF. Data come in as inputs, never as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from certificates.fonts import font_folders
from core.models import MunicipalitySettings

_HERE = Path(__file__).parent
_NO_GLYPH = "could not be displayed with font"


def typeset(name: str, data: Mapping[str, Any], *, day: date, files: Mapping[str, bytes] | None = None) -> bytes:
    """``name``: a template beside this file. ``files``: pictures it reads, by name.

    PDF/UA-1 (ISO 14289-1), except where a name has a letter that no font here has.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / name).write_bytes((_HERE / name).read_bytes())
        for file, content in (files or {}).items():
            (root / file).write_bytes(content)
        text = json.dumps(data, ensure_ascii=False)
        try:
            return _compile(root / name, text, day, accessible=True)
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
            return _compile(root / name, text, day, accessible=False)


def _compile(template: Path, data: str, day: date, *, accessible: bool) -> bytes:
    return bytes(
        typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1" if accessible else None,
            timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        )
    )


def letterhead(day: date) -> dict[str, Any]:
    """What every document of a class begins with. Call it, and all words of a document, ``in_indonesian``."""
    municipality = MunicipalitySettings.load()
    return {
        "issuer": municipality.office or municipality.municipality or municipality.site_name,
        "site": municipality.site_name,
        "municipality": municipality.municipality,
        "office": municipality.office,
        "contact": municipality.help_contact,
        "day": [day.year, day.month, day.day],
    }


def in_indonesian() -> Any:
    """Documents go to parents, pupils and offices: they speak Indonesian, whatever the screen speaks."""
    return translation.override("id")
