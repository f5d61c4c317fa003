"""Before and after in words: the same lines for the screen and for its exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.charts import BarPair, pair_chart
from core.sheets import Cell
from core.words import number
from quizzes.domain.gain import Quarter, percent
from quizzes.gain import Gain


@dataclass(frozen=True)
class GainLine:
    """Numbers as they are shown and exported: what follows from two of them follows from what is seen."""

    name: str
    people: int
    before: int  # percent
    after: int
    normalised: float | None

    @property
    def difference(self) -> int:
        return self.after - self.before

    @property
    def signed(self) -> str:
        return f"+{self.difference}" if self.difference > 0 else str(self.difference).replace("-", "−")

    @property
    def index(self) -> str:
        """The normalised gain as people here write it."""
        return "–" if self.normalised is None else number(self.normalised, 2)


def gain_line(gain: Gain) -> GainLine:
    share = gain.normalised
    normalised = None if share is None else round(float(share), 2) + 0.0  # no “-0”
    return GainLine(gain.pillar or _("All pillars"), gain.people, percent(gain.before), percent(gain.after), normalised)


def gain_lines(gains: Iterable[Gain]) -> list[GainLine]:
    return [gain_line(gain) for gain in gains]


def gain_chart(lines: Iterable[GainLine]) -> SafeString:
    chart = pair_chart(
        [BarPair(line.name, line.before, line.after) for line in lines],
        names=(_("Before"), _("After")),
        name="gain",
        title=_("Average marks before and after"),
        description=_("The table beside it holds the same numbers."),
    )
    return mark_safe(chart)  # made of escaped words and numbers


def quarter_in_words(quarter: Quarter) -> str:
    year, part = quarter
    return _("quarter %(part)s of %(year)s") % {"part": part, "year": year}


def gain_table(lines: Iterable[GainLine]) -> list[list[Cell]]:
    head: list[Cell] = [
        _("Pillar"),
        _("People"),
        _("Before (%)"),
        _("After (%)"),
        _("Difference"),
        _("Normalised gain"),
    ]
    rows: list[list[Cell]] = [
        [line.name, line.people, line.before, line.after, line.difference, line.normalised] for line in lines
    ]
    return [head, *rows]
