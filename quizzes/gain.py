"""What people gained between a test before and a test afterwards, in all and per pillar. Pure.

Normalised gain: of what there was to gain, the part that was gained (Hake, Am. J. Phys. 66, 1998), of the means.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from quizzes.analysis import FEWEST

Part = TypeVar("Part", bound=Hashable)

TOTAL = ""  # the pillar under which everything is counted
Marks = Mapping[str, Fraction]  # pillar, or TOTAL → part of the marks earned, 0 to 1


@dataclass(frozen=True)
class Pair:
    """Somebody who took both tests."""

    person: int
    before: Marks
    after: Marks

    @property
    def pillars(self) -> frozenset[str]:
        """Those that both tests asked about, with TOTAL."""
        return frozenset(self.before.keys() & self.after.keys())


@dataclass(frozen=True)
class Gain:
    pillar: str
    people: int
    before: Fraction  # means of the people's marks, 0 to 1
    after: Fraction

    @property
    def difference(self) -> Fraction:
        return self.after - self.before

    @property
    def normalised(self) -> Fraction | None:
        """1: all that could be gained; below 0 where it went down; None where nothing could be gained."""
        return None if self.before == 1 else self.difference / (1 - self.before)


def marks(items: Iterable[tuple[Collection[str], Fraction | None]]) -> Marks:
    """Of one attempt. ``items``: pillars of the question, fraction earned; those without a mark are left out.

    A question counts for each of its pillars, and once in the total.
    """
    found: dict[str, list[Fraction]] = {}
    for pillars, fraction in items:
        if fraction is not None:
            for pillar in {TOTAL, *pillars}:
                found.setdefault(pillar, []).append(fraction)
    return {pillar: _mean(fractions) for pillar, fractions in found.items()}


def _mean(fractions: list[Fraction]) -> Fraction:
    return sum(fractions, Fraction(0)) / len(fractions)


def own_gains(before: Marks, after: Marks) -> tuple[Gain, ...]:
    """One person's, for that person: of each pillar that both tests asked about, by name."""
    return tuple(Gain(pillar, 1, before[pillar], after[pillar]) for pillar in sorted(before.keys() & after.keys()))


def gains(pairs: Collection[Pair]) -> dict[str, Gain]:
    """Pillar → what its people gained, TOTAL first; a pillar's people are those whose both tests asked about it.

    Left out are groups of fewer than FEWEST, and those that stand so near to another one that the difference
    would tell of fewer.
    """
    told: dict[str, frozenset[int]] = {}
    found: dict[str, Gain] = {}
    for pillar, group in sorted(_by_pillar(pairs).items()):
        people = frozenset(pair.person for pair in group)
        if len(people) >= FEWEST and all(_far_enough(people, other) for other in told.values()):
            told[pillar], found[pillar] = people, _gain(pillar, group)
    return found if TOTAL in found else {}


def _by_pillar(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        for pillar in pair.pillars:
            found.setdefault(pillar, []).append(pair)
    return found


def _far_enough(one: frozenset[int], other: frozenset[int]) -> bool:
    return all(not rest or len(rest) >= FEWEST for rest in (one - other, other - one))


def _gain(pillar: str, group: list[Pair]) -> Gain:
    before, after = _mean([pair.before[pillar] for pair in group]), _mean([pair.after[pillar] for pair in group])
    return Gain(pillar, len(group), before, after)


def gains_by_part(parts: Mapping[Part, Collection[Pair]]) -> dict[Part, dict[str, Gain]]:
    """Of each period, told beside the sum of all: those that are not told are, pillar by pillar, nobody or enough.

    Periods of which nothing may be told are left out.
    """
    found = {part: gains(pairs) for part, pairs in parts.items()}
    sizes = {part: {pillar: len(group) for pillar, group in _by_pillar(parts[part]).items()} for part in parts}
    for pillar in {pillar for told in found.values() for pillar in told}:
        told = {part for part in found if pillar in found[part]}
        hidden = sum(sizes[part].get(pillar, 0) for part in parts if part not in told)
        if 0 < hidden < FEWEST:  # the sum would give them away: the smallest told one is hidden, too
            del found[min(told, key=lambda part: found[part][pillar].people)][pillar]
    return {part: told for part, told in found.items() if TOTAL in told}
