"""Which question fills which place of a quiz. Pure.

A matching of places and questions: as many places as the bank can fill, and of those as few as possible with a
question that was seen before. Two forms of one blueprint so share a question only where the bank does not suffice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Fitting(Protocol):
    """A question; ``fits``: for each part, whether it may stand there."""

    @property
    def was_seen(self) -> bool: ...
    @property
    def fits(self) -> Sequence[bool]: ...


One = TypeVar("One", bound=Fitting)


def pick(counts: Sequence[int], questions: Sequence[One]) -> list[list[One]]:
    """For each part at most ``counts[part]`` questions, none of them twice. Earlier questions are preferred:
    whoever wants chance mixes them before.
    """
    places = [part for part, count in enumerate(counts) for _place in range(count)]
    taken: dict[int, int] = {}  # place → question
    unseen = [number for number, one in enumerate(questions) if not one.was_seen]
    everything = [*unseen, *(number for number, one in enumerate(questions) if one.was_seen)]
    for allowed in (unseen, everything):
        for place in range(len(places)):
            if place not in taken:
                _fill(place, places, questions, allowed, taken, set())
    parts: list[list[One]] = [[] for _part in counts]
    for place, number in sorted(taken.items(), key=lambda pair: pair[1]):
        parts[places[place]].append(questions[number])
    return parts


def _fill(
    place: int,
    places: Sequence[int],
    questions: Sequence[Fitting],
    allowed: Sequence[int],
    taken: dict[int, int],
    tried: set[int],
) -> bool:
    """Give this place a question; one that stands elsewhere moves if its place finds another (Kuhn's algorithm)."""
    holder = {number: other for other, number in taken.items()}
    fitting = [number for number in allowed if questions[number].fits[places[place]] and number not in tried]
    for number in sorted(fitting, key=holder.__contains__):  # a free one first
        if number in tried:
            continue
        tried.add(number)
        other = holder.get(number)
        if other is None or _fill(other, places, questions, allowed, taken, tried):
            taken[place] = number
            return True
    return False
