"""Marks of an attempt. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.words import round_half_up
from quizzes.kinds import KINDS, Content, Grade, Response
from quizzes.kinds.base import Posted


def read_response(content: Content, posted: Posted) -> Response | None:
    """What a form says to this question; None when nothing was answered. Raises ResponseMismatch."""
    return KINDS[content["kind"]].read(content, posted)


def grade_response(content: Content, response: Response | None) -> Grade:
    """An unanswered question earns 0 and has nothing to tell. Raises ResponseMismatch."""
    if response is None:
        return Grade(Fraction(0))
    return KINDS[content["kind"]].grade(content, response)


def is_keyed(content: Content) -> bool:
    """Its key says at once what an answer earns."""
    return KINDS[content["kind"]].marking == "key"


def waits_for_mark(content: Content, response: Response | None, mark: Mapping[str, Any] | None) -> bool:
    """A person has still to say what this answer earns."""
    return response is not None and mark is None and KINDS[content["kind"]].marking == "person"


def earned(content: Content, response: Response | None, mark: Mapping[str, Any] | None = None) -> Fraction | None:
    """The part of the question's mark, 0 to 1; None for a question that carries none, as in surveys.

    ``mark``: a person's, {"points": {criterion id: points}}; an answer that waits for one earns 0 so far.
    Raises ResponseMismatch.
    """
    marking = KINDS[content["kind"]].marking
    if marking == "none":
        return None
    if marking == "key":
        return grade_response(content, response).fraction
    if response is None or mark is None:
        return Fraction(0)
    most = sum(int(criterion["points"]) for criterion in content["rubric"])
    given = sum(int(mark["points"].get(criterion["id"], 0)) for criterion in content["rubric"])
    return Fraction(given, most)


@dataclass(frozen=True)
class Result:
    """Of one attempt: every question that carries a mark weighs the same."""

    percent: int  # rounded half up
    passed: bool
    sections: Mapping[str, int]  # section → percent


def result(items: Iterable[tuple[str, Fraction | None]], *, pass_percent: int) -> Result:
    """``items``: (section, fraction earned, None where there is no mark). An attempt without questions earns 0;
    one whose questions carry no mark, a survey, is passed by handing it in.

    Passing is decided on the exact mark, not on the rounded one shown: 69,5 % shows as 70 and passes
    only where the pass mark is at most 69,5 – so the shown mark is rounded down when rounding would lie.
    """
    by_section: dict[str, list[Fraction]] = {}
    unmarked = 0
    for section, fraction in items:
        if fraction is None:
            unmarked += 1
        else:
            by_section.setdefault(section, []).append(fraction)
    if unmarked and not by_section:
        return Result(100, True, {})
    everything = [fraction for fractions in by_section.values() for fraction in fractions]
    exact = _mean(everything)
    passed = exact * 100 >= pass_percent
    shown = _percent(exact)
    if not passed and shown >= pass_percent:
        shown = pass_percent - 1
    return Result(shown, passed, {section: _percent(_mean(fractions)) for section, fractions in by_section.items()})


def _mean(fractions: list[Fraction]) -> Fraction:
    return sum(fractions, Fraction(0)) / len(fractions) if fractions else Fraction(0)


def _percent(fraction: Fraction) -> int:
    return int(round_half_up(float(fraction * 100)))
