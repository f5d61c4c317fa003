"""Where somebody begins: a ladder of courses, two right answers to climb a rung. Pure.

Nine questions at most, two for whoever begins, six for whoever knows it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

RIGHT = Fraction(3, 4)  # of the marks of a question: from here on it was known
ENOUGH = 2  # answers of one kind that decide a rung


@dataclass(frozen=True)
class Question:
    """``right``: None as long as it was not asked; ``module``: None where it belongs to none that stands here."""

    position: int
    module: UUID | None
    right: bool | None


@dataclass(frozen=True)
class Rung:
    course: UUID
    modules: Sequence[UUID]  # in the order of the course
    questions: Sequence[Question]

    @property
    def right(self) -> int:
        return sum(one.right is True for one in self.questions)

    @property
    def missed(self) -> int:
        return sum(one.right is False for one in self.questions)

    @property
    def is_climbed(self) -> bool:
        return self.right >= min(ENOUGH, len(self.questions))

    @property
    def next(self) -> Question | None:
        """None: decided, or nothing is left to ask."""
        if self.is_climbed or self.missed >= ENOUGH:
            return None
        return next((one for one in self.questions if one.right is None), None)


class Why(StrEnum):
    BEGINNING = "beginning"  # nothing was known
    PARTLY = "partly"  # some of this course is known already
    NEXT = "next"  # what lies below is known, of this nothing
    BEYOND = "beyond"  # the whole ladder is known


@dataclass(frozen=True)
class Proposal:
    course: UUID
    module: UUID | None  # None: its first
    why: Why
    known: tuple[UUID, ...] = ()  # courses that were climbed


def next_question(ladder: Sequence[Rung]) -> Question | None:
    """None: it is decided where to begin. A rung without questions is passed over."""
    for rung in ladder:
        if not rung.questions:
            continue
        if (question := rung.next) is not None:
            return question
        if not rung.is_climbed:
            return None
    return None


def propose(ladder: Sequence[Rung], *, beyond: UUID) -> Proposal:
    """The first rung that was not climbed; in it the earliest module with a question that was not known."""
    known: list[UUID] = []
    for rung in ladder:
        if not rung.questions:
            continue
        if rung.is_climbed:
            known.append(rung.course)
            continue
        if rung.right:
            return Proposal(rung.course, _earliest_missed(rung), Why.PARTLY, tuple(known))
        return Proposal(rung.course, None, Why.NEXT if known else Why.BEGINNING, tuple(known))
    return Proposal(beyond, None, Why.BEYOND, tuple(known))


def _earliest_missed(rung: Rung) -> UUID | None:
    missed = {one.module for one in rung.questions if one.right is False}
    return next((module for module in rung.modules if module in missed), None)
