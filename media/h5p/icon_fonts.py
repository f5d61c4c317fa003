"""Icon fonts, split: the few drawings that are used come with the style sheet, all others only if one is met after all.

A browser fetches a font of several faces by ``unicode-range``, so nothing is lost when the guess was too small.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_PRIVATE = range(0xE000, 0xF900)  # where icon fonts keep their drawings
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CONTENT = re.compile(r"content\s*:\s*([\"'])(.*?)\1", re.DOTALL)
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{3,6})")
_ONE_CLASS = re.compile(r"\.([\w-]+)::?(?:before|after)\Z")
_WORD = re.compile(r"[\w-]{3,}")


@dataclass(frozen=True)
class IconFont:
    """A font that holds drawings, as WOFF2, and the code points it has."""

    data: bytes
    points: frozenset[int]

    def part(self, points: Collection[int]) -> bytes:
        """Only these drawings, as WOFF2."""
        font = _read(self.data)
        options = Options(flavor="woff2", layout_features=[], notdef_outline=True, hinting=False, desubroutinize=True)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(points))
        subsetter.subset(font)
        return _written(font)


def as_woff2(data: bytes) -> bytes:
    """The same font, as small as it gets. Raises ``ValueError`` for what is no font."""
    return data if data[:4] == b"wOF2" else _written(_read(data))


def icon_font(data: bytes) -> IconFont | None:
    """``None`` for a font of letters. Raises ``ValueError`` for what is no font."""
    font = _read(data)
    points = frozenset(font.getBestCmap() or ())
    private = sum(point in _PRIVATE for point in points)
    if not private or private < len([point for point in points if point > 0x7F]) * 0.8:
        return None
    return IconFont(as_woff2(data), points)


def used_points(styles: str, scripts: str) -> frozenset[int]:
    """Code points that style sheets draw, less those behind a class of their own that no script names."""
    words = frozenset(_WORD.findall(scripts))
    used: set[int] = set()
    for selectors, body in _RULE.findall(styles):
        drawn = {int(code, 16) for _quote, text in _CONTENT.findall(body) for code in _ESCAPED.findall(text)}
        drawn |= {ord(letter) for _quote, text in _CONTENT.findall(body) for letter in text if ord(letter) in _PRIVATE}
        if drawn and any(_is_used(selector.strip(), words) for selector in selectors.split(",")):
            used |= drawn
    return frozenset(used)


def _is_used(selector: str, words: frozenset[str]) -> bool:
    found = _ONE_CLASS.fullmatch(selector)
    return not found or found[1] in words


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
        font = TTFont(io.BytesIO(data), lazy=False)
        font.getBestCmap()
    except Exception as problem:  # fontTools answers broken tables with whatever they trip over
        raise ValueError("not a font") from problem
    return font


def _written(font: TTFont) -> bytes:
    target = io.BytesIO()
    font.flavor = "woff2"
    font.save(target)
    return target.getvalue()
