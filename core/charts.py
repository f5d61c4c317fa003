"""Bar charts as SVG, made on the server. Pure.

No style attribute and no script: the strict policy of our pages allows neither. Colours come from the page: everything
is drawn in ``currentColor`` and carries a class. Whoever does not see it hears the title and the description; the same
numbers belong into a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# Units of the viewBox, about pixels at 360 px of screen: bars lie, so that labels stay large enough to read on a phone.
_WIDTH, _ROW, _BAR = 320, 24, 16
_LABEL, _NAME, _VALUE = 56, 80, 44  # room left and right of the bars


@dataclass(frozen=True)
class Bar:
    label: str
    value: int  # 0 or more
    shown: str = ""  # the value in words; the bare number where it is empty


@dataclass(frozen=True)
class BarPair:
    """Percents of one thing at two times."""

    label: str
    first: int
    second: int


def bar_chart(bars: Sequence[Bar], *, name: str, title: str, description: str) -> str:
    """An ``<svg>`` element. ``name``: part of its ids, so unique on a page and a plain word."""
    most = max((bar.value for bar in bars), default=0)
    rows = "".join(_row(bar, number, most) for number, bar in enumerate(bars))
    return _svg(rows, _ROW * len(bars), name=name, title=title, description=description)


def pair_chart(pairs: Sequence[BarPair], *, names: tuple[str, str], name: str, title: str, description: str) -> str:
    """Two bars for each thing, the first one hollow, of 100; ``names``: what the first and the second are."""
    rows = "".join(_pair(pair, number, names) for number, pair in enumerate(pairs))
    return _svg(rows, 3 * _ROW * len(pairs), name=name, title=title, description=description)


def _svg(rows: str, height: int, *, name: str, title: str, description: str) -> str:
    return (
        f'<svg class="chart" role="img" aria-labelledby="{escape(name)}-title {escape(name)}-desc"'
        f' viewBox="0 0 {_WIDTH} {height}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{escape(name)}-title">{escape(title)}</title>'
        f'<desc id="{escape(name)}-desc">{escape(description)}</desc>'
        f"{rows}</svg>"
    )


def _row(bar: Bar, number: int, most: int) -> str:
    top, middle = number * _ROW + (_ROW - _BAR) // 2, number * _ROW + _ROW // 2
    length = round((_WIDTH - _LABEL - _VALUE) * bar.value / most, 1) if most else 0.0
    return (
        f'<text class="chart-label" x="{_LABEL - 8}" y="{middle}" {_TEXT} text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="chart-bar" x="{_LABEL}" y="{top}" width="{length}" height="{_BAR}" fill="currentColor"/>'
        f'<text class="chart-value" x="{_LABEL + length + 6}" y="{middle}" {_TEXT}>'
        f"{escape(bar.shown or str(bar.value))}</text>"
    )


def _pair(pair: BarPair, number: int, names: tuple[str, str]) -> str:
    top = 3 * number * _ROW
    heading = (
        f'<text class="chart-label" x="0" y="{top + _ROW // 2}" {_TEXT} font-weight="bold">{escape(pair.label)}</text>'
    )
    drawn = ('fill="none" stroke="currentColor"', 'fill="currentColor"')
    for place, (value, said, ink) in enumerate(zip((pair.first, pair.second), names, drawn, strict=True), 1):
        above, middle = top + place * _ROW + (_ROW - _BAR) // 2, top + place * _ROW + _ROW // 2
        length = round((_WIDTH - _NAME - _VALUE) * value / 100, 1)
        heading += (
            f'<text class="chart-label" x="{_NAME - 8}" y="{middle}" {_TEXT} text-anchor="end">{escape(said)}</text>'
            f'<rect class="chart-bar" x="{_NAME}" y="{above}" width="{length}" height="{_BAR}" {ink}/>'
            f'<text class="chart-value" x="{_NAME + length + 6}" y="{middle}" {_TEXT}>{value}%</text>'
        )
    return heading


_TEXT = 'font-size="13" dominant-baseline="central" fill="currentColor"'
