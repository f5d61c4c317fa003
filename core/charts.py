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
_LABEL, _VALUE = 56, 44  # room left and right of the bars


@dataclass(frozen=True)
class Bar:
    label: str
    value: int  # 0 or more
    shown: str = ""  # the value in words; the bare number where it is empty


def bar_chart(bars: Sequence[Bar], *, name: str, title: str, description: str) -> str:
    """An ``<svg>`` element. ``name``: part of its ids, so unique on a page and a plain word."""
    most = max((bar.value for bar in bars), default=0)
    rows = "".join(_row(bar, number, most) for number, bar in enumerate(bars))
    return (
        f'<svg class="chart" role="img" aria-labelledby="{escape(name)}-title {escape(name)}-desc"'
        f' viewBox="0 0 {_WIDTH} {_ROW * len(bars)}" xmlns="http://www.w3.org/2000/svg">'
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


_TEXT = 'font-size="13" dominant-baseline="central" fill="currentColor"'
