"""A player's core in miniature, and contents to play with it: what tests of bundles and of the frame have in common."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

CORE_SCRIPT = "window.H5P = {};"
CORE_STYLE = (
    "@font-face{font-family:'h5p';src:url('../fonts/icons.woff2') format('woff2')}\n.c:before{content:'\\e601'}"
)


def make_core(folder: Path) -> Path:
    for name, data in {
        "frame.bundle.js": CORE_SCRIPT.encode(),
        "styles/h5p.css": CORE_STYLE.encode(),
        "fonts/icons.woff2": font(0x20, 0xE600, 0xE601, 0xE602, woff2=True),
        "images/wait.gif": b"GIF89a",
        "LICENSE.GPL-3": b"free",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def font(*points: int, woff2: bool = False) -> bytes:
    """A font that draws a square for each of these code points."""
    names = [".notdef", *(f"u{point:04X}" for point in points)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({point: f"u{point:04X}" for point in points})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Contoh"})
    builder.setupOS2()
    builder.setupPost()
    if woff2:
        builder.font.flavor = "woff2"
    target = io.BytesIO()
    builder.font.save(target)
    return target.getvalue()
