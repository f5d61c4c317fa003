"""The picture of a badge, drawn by us: no fonts of the system, the same bytes for the same face. No names."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from core.fonts import font_folders

_DRAWING = Path(__file__).with_name("badge.typ")
_PIXELS = 600  # wide and high, of the PNG
_POINTS = 400  # of the drawing


@dataclass(frozen=True)
class Face:
    """What can be read on it: nothing about its holder, so that it is the same for everybody."""

    title: str
    hours: str
    issuer: str
    colour: str


@lru_cache(maxsize=64)  # a class gets the same picture
def picture(face: Face, form: Literal["png", "svg"]) -> bytes:
    return bytes(
        typst.compile(
            _DRAWING.read_bytes(),
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            format=form,
            ppi=72 * _PIXELS / _POINTS,
            sys_inputs={"face": json.dumps(asdict(face), ensure_ascii=False)},
        )
    )
