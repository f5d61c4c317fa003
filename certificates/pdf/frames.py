"""Frames of ours, drawn as SVG: kawung and tumpal after the batik patterns, and plain lines. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

_SIZES = {"landscape": (297.0, 210.0), "portrait": (210.0, 297.0)}
_CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))
_EDGE = 7.0  # mm of paper around the frame: printers do not reach further


@lru_cache(maxsize=64)
def frame_svg(design: str, orientation: str, primary: str, accent: str) -> bytes:
    """One page in millimetres. Colours like #0b6e69."""
    width, height = _SIZES[orientation]
    drawn = _DESIGNS[design](width, height, primary, accent)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}">{drawn}</svg>'
    ).encode()


def _rectangle(inset: float, width: float, height: float, colour: str, stroke: float) -> str:
    return (
        f'<rect x="{inset:g}" y="{inset:g}" width="{width - 2 * inset:g}" height="{height - 2 * inset:g}" '
        f'fill="none" stroke="{colour}" stroke-width="{stroke:g}"/>'
    )


def _kawung(width: float, height: float, primary: str, accent: str) -> str:
    """A band of four-petalled palm fruits, cut lengthwise, as on cloth from Yogyakarta."""
    band = 6.4
    across, down = width - 2 * _EDGE, height - 2 * _EDGE
    columns, rows = round(across / band), round(down / band)
    wide, high = across / columns, down / rows
    places = [(column, row) for column in range(columns) for row in (0, rows - 1)]
    places += [(column, row) for row in range(1, rows - 1) for column in (0, columns - 1)]
    middles = [(_EDGE + (column + 0.5) * wide, _EDGE + (row + 0.5) * high) for column, row in places]
    petals = "".join(_petals(x, y, wide, high) for x, y in middles)
    seeds = "".join(_seeds(x, y, wide, high) for x, y in middles)
    inside = _EDGE + max(wide, high)
    # As a pattern of one tile it stands in the file once, however many pages show it.
    return (
        f'<defs><pattern id="k" patternUnits="userSpaceOnUse" width="{width:g}" height="{height:g}">'
        f'<path d="{petals}" fill="{accent}"/><path d="{seeds}" stroke="#fff" stroke-width="0.35"/></pattern></defs>'
        f'<rect width="{width:g}" height="{height:g}" fill="url(#k)"/>'
        + _rectangle(_EDGE - 0.7, width, height, primary, 0.7)
        + _rectangle(inside + 0.6, width, height, primary, 0.7)
        + _rectangle(inside + 1.9, width, height, accent, 0.25)
    )


def _petals(x: float, y: float, wide: float, high: float) -> str:
    drawn = ""
    for across, down in _CORNERS:
        tip_x, tip_y = x + across * wide * 0.47, y + down * high * 0.47
        root_x, root_y = x + across * wide * 0.07, y + down * high * 0.07
        drawn += (
            f"M{root_x:.2f} {root_y:.2f}Q{x + across * wide * 0.5:.2f} {y:.2f} {tip_x:.2f} {tip_y:.2f}"
            f"Q{x:.2f} {y + down * high * 0.5:.2f} {root_x:.2f} {root_y:.2f}Z"
        )
    return drawn


def _seeds(x: float, y: float, wide: float, high: float) -> str:
    return "".join(
        f"M{x + across * wide * 0.2:.2f} {y + down * high * 0.2:.2f}"
        f"L{x + across * wide * 0.34:.2f} {y + down * high * 0.34:.2f}"
        for across, down in _CORNERS
    )


def _tumpal(width: float, height: float, primary: str, accent: str) -> str:
    """Rows of pointed bamboo shoots above and below, as at the ends of a sarong."""
    band, count = 9.0, round((width - 2 * _EDGE) / 8)
    step = (width - 2 * _EDGE) / count
    outer = inner = veins = ""
    for index in range(count):
        left = _EDGE + index * step
        for base, towards in ((_EDGE, 1), (height - _EDGE, -1)):
            middle = left + step / 2
            outer += f"M{left:.2f} {base:.2f}L{middle:.2f} {base + towards * band:.2f}L{left + step:.2f} {base:.2f}Z"
            inner += (
                f"M{left + step * 0.24:.2f} {base + towards * 0.9:.2f}L{middle:.2f} {base + towards * band * 0.68:.2f}"
                f"L{left + step * 0.76:.2f} {base + towards * 0.9:.2f}Z"
            )
            veins += f"M{middle:.2f} {base + towards * 1.8:.2f}L{middle:.2f} {base + towards * band * 0.5:.2f}"
    sides = "".join(
        f'<path d="M{x:g} {_EDGE + 2:g}V{height - _EDGE - 2:g}" stroke="{colour}" stroke-width="{stroke:g}"/>'
        for offset, colour, stroke in ((0.4, primary, 0.7), (1.9, accent, 0.25))
        for x in (_EDGE + offset, width - _EDGE - offset)
    )
    lines = "".join(
        f'<path d="M{_EDGE:g} {y:g}H{width - _EDGE:g}" stroke="{primary}" stroke-width="0.7"/>'
        for y in (_EDGE, height - _EDGE)
    )
    return (
        f'<path d="{outer}" fill="{primary}"/><path d="{inner}" fill="{accent}"/>'
        f'<path d="{veins}" stroke="#fff" stroke-width="0.4"/>{lines}{sides}'
    )


def _lines(width: float, height: float, primary: str, accent: str) -> str:
    """Two lines, held together by a small rhombus in the middle of each side and a knot in each corner."""
    drawn = _rectangle(_EDGE + 1, width, height, primary, 0.9) + _rectangle(_EDGE + 3.2, width, height, accent, 0.3)
    for x, y in ((width / 2, _EDGE + 2.1), (width / 2, height - _EDGE - 2.1), (_EDGE + 2.1, height / 2),
                 (width - _EDGE - 2.1, height / 2)):  # fmt: skip
        drawn += _rhombus(x, y, 2.6, "#fff") + _rhombus(x, y, 1.7, primary) + _rhombus(x, y, 0.7, accent)
    for x in (_EDGE + 2.1, width - _EDGE - 2.1):
        for y in (_EDGE + 2.1, height - _EDGE - 2.1):
            drawn += _rhombus(x, y, 4.2, "#fff") + _rhombus(x, y, 3.2, primary)
            drawn += _rhombus(x, y, 2.0, "#fff") + _rhombus(x, y, 1.2, accent)
    return drawn


def _rhombus(x: float, y: float, reach: float, colour: str) -> str:
    return (
        f'<path d="M{x:g} {y - reach:.2f}L{x + reach:.2f} {y:g}L{x:g} {y + reach:.2f}L{x - reach:.2f} {y:g}Z" '
        f'fill="{colour}"/>'
    )


_DESIGNS: dict[str, Callable[[float, float, str, str], str]] = {"kawung": _kawung, "tumpal": _tumpal, "lines": _lines}
