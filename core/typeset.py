"""From a Typst template and plain data to a PDF. Data come in as inputs, never as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from core.fonts import font_folders

_NO_GLYPH = "could not be displayed with font"


def typeset(template: Path, data: Mapping[str, Any], *, day: date, files: Mapping[str, bytes] | None = None) -> bytes:
    """``files``: pictures that the template reads, by name.

    PDF/UA-1 (ISO 14289-1), except where a name has a letter that no font here has.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / template.name
        copy.write_bytes(template.read_bytes())
        for name, content in (files or {}).items():
            (Path(folder) / name).write_bytes(content)
        text = json.dumps(data, ensure_ascii=False)
        try:
            return _compile(copy, text, day, accessible=True)
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
            return _compile(copy, text, day, accessible=False)


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
