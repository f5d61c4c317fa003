"""Icon fonts, split: the few drawings that are used come with the style sheet, all others only if one is met after all.

A browser fetches a font of several faces by ``unicode-range``, so nothing is lost when the guess was too small.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_PRIVATE = range(0xE000, 0xF900)  # where icon fonts keep their drawings
SPACES = frozenset({0x20, 0xA0, 0x202F, 0x205F, *range(0x2000, 0x2010)})  # they stand beside drawings
_UNNEEDED = ["FFTM", "webf", "GSUB", "GPOS", "GDEF", "DSIG", "kern"]  # notes of font editors; what letters need
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CONTENT = re.compile(r"content\s*:\s*([\"'])(.*?)\1", re.DOTALL)
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{3,6})")
_ONE_CLASS = re.compile(r"\.([\w-]+)::?(?:before|after)\Z")
_TABLE = 100  # classes
_WORD = re.compile(r"[\w-]{3,}")


@dataclass(frozen=True)
class IconFont:
    """A font that holds drawings, as WOFF2, and the code points it has."""

    data: bytes
    points: frozenset[int]

    def part(self, points: Collection[int]) -> bytes:
        """Only these drawings, as WOFF2."""
        font = _read(self.data)
        options = Options(flavor="woff2", layout_features=[], notdef_outline=True, hinting=False, drop_tables=_UNNEEDED)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(points))
        subsetter.subset(font)
        return _written(font)


def as_woff2(data: bytes) -> bytes:
    """The same font, as small as it gets. Raises ``ValueError`` for what is no font."""
    return data if data[:4] == b"wOF2" else _written(_read(data))


@lru_cache(maxsize=32)
def icon_font(data: bytes) -> IconFont | None:
    """``None`` for a font of letters. Raises ``ValueError`` for what is no font."""
    font = _read(data)
    points = frozenset(font.getBestCmap() or ())
    private = sum(point in _PRIVATE for point in points)
    if not private or private < len([point for point in points if point > 0x7F]) * 0.8:
        return None
    return IconFont(as_woff2(data), points)


def used_points(styles: str, scripts: str) -> frozenset[int]:
    """Code points that style sheets draw. Of a table of icons (``.fa-check:before`` and hundreds like it) only those
    whose class a script names; one that puts the name together gets the drawing a moment later."""
    words = frozenset(_WORD.findall(scripts))
    drawn: list[tuple[list[str], set[int]]] = []
    for selectors, body in _RULE.findall(styles):
        points = {int(code, 16) for _quote, text in _CONTENT.findall(body) for code in _ESCAPED.findall(text)}
        points |= {ord(letter) for _quote, text in _CONTENT.findall(body) for letter in text if ord(letter) in _PRIVATE}
        if points:
            drawn.append(([selector.strip() for selector in selectors.split(",")], points))
    families = Counter(family for selectors, _points in drawn for each in selectors if (family := _family(each)))
    used: set[int] = set()
    for selectors, points in drawn:
        for selector in selectors:
            found = _ONE_CLASS.fullmatch(selector)
            if not found or families[_family(selector)] < _TABLE or found[1] in words:
                used |= points
    return frozenset(used)


def _family(selector: str) -> str:
    """``fa`` of ``.fa-check:before``; empty for anything but one class."""
    found = _ONE_CLASS.fullmatch(selector)
    return found[1].partition("-")[0] if found else ""


def unicode_range(points: Collection[int]) -> str:
    """``U+F00C, U+F0E0-F0E4``"""
    spans: list[list[int]] = []
    for point in sorted(points):
        if spans and point == spans[-1][1] + 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in spans)


def data_address(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{b64encode(data).decode()}"


def _read(data: bytes) -> TTFont:
    try:
        font = TTFont(io.BytesIO(data), lazy=False, recalcTimestamp=False)  # the same bytes each time
        font.getBestCmap()
    except Exception as problem:  # fontTools answers broken tables with whatever they trip over
        raise ValueError("not a font") from problem
    return font


def _written(font: TTFont) -> bytes:
    target = io.BytesIO()
    font.flavor = "woff2"
    font.save(target)
    return target.getvalue()
