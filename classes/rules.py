"""Where somebody stands in an assignment, and when they need help. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from core.words import round_half_up

FAILED_QUIZZES = 2  # tries at one quiz without a pass
WRONG_ANSWERS = 3  # at one check question, and none right


class Standing(StrEnum):
    """The four words of every list; each person is in exactly one."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    NEEDS_HELP = "needs_help"
    DONE = "done"


@dataclass(frozen=True)
class Done:
    """One activity as progress knows it."""

    kind: str  # check | practice | quiz | h5p
    tries: int
    percent: int | None
    done_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class Target:
    """What an assignment asks for: whole lessons, or one activity. ``quizzes``: those whose marks are its score."""

    lessons: frozenset[UUID] = frozenset()
    activity: UUID | None = None
    activities: frozenset[UUID] = frozenset()  # all that stand in it, for help and for the start
    quizzes: Sequence[UUID] = ()

    @property
    def items(self) -> int:
        return len(self.lessons) or 1


@dataclass(frozen=True)
class Reached:
    """How far one person is."""

    items: int
    started_at: datetime | None
    done_at: datetime | None  # None also where it was done after the closing
    percent: int | None
    help: str  # "", "quiz" or "question"


def reached(
    target: Target,
    *,
    lessons: Mapping[UUID, tuple[datetime, datetime | None]],
    activities: Mapping[UUID, Done],
    required_percent: int | None = None,
    closes_at: datetime | None = None,
    helped_at: datetime | None = None,
) -> Reached:
    """``lessons``: lesson → (started, completed), of this person.

    Done is: every lesson completed (or the one activity done), and the score reached where one is required. The
    moment is that of the last of these; when it lies behind the closing, it does not count.
    """
    moments = [moment for lesson in target.lessons if (moment := lessons.get(lesson, (None, None))[1])]
    if target.activity is not None:
        state = activities.get(target.activity)
        moments = [state.done_at] if state and state.done_at else []
    score = _score(target, activities)
    done_at = max(moments) if moments and len(moments) == target.items else None
    if done_at and required_percent is not None:
        taken = [activities[key].updated_at for key in target.quizzes if key in activities]
        done_at = max([done_at, *taken]) if score is not None and score >= required_percent else None
    if done_at and closes_at and done_at > closes_at:
        done_at = None
    starts = [lessons[lesson][0] for lesson in target.lessons if lesson in lessons]
    if target.activity is not None and (state := activities.get(target.activity)):
        starts.append(state.done_at or state.updated_at)
    return Reached(
        items=len(moments),
        started_at=min(starts, default=None),
        done_at=done_at,
        percent=score,
        help="" if done_at else _help(target.activities, activities, helped_at),
    )


def _score(target: Target, activities: Mapping[UUID, Done]) -> int | None:
    """The mean of its quizzes, in whole percent, half up; None while one has no mark."""
    marks = [activities[key].percent if key in activities else None for key in target.quizzes]
    known = [mark for mark in marks if mark is not None]
    if not known or len(known) < len(marks):
        return None
    return int(round_half_up(float(Fraction(sum(known), len(known)))))


def _help(keys: Collection[UUID], activities: Mapping[UUID, Done], helped_at: datetime | None) -> str:
    """The one rule: two tries at a quiz and no pass, or three wrong answers to a check question and none right.

    Passing or answering rightly ends it; so does a teacher who has helped, until it fails again.
    """
    found = set()
    for key in keys:
        state = activities.get(key)
        if state is None or (helped_at is not None and state.updated_at <= helped_at):
            continue
        if state.kind == "quiz" and state.tries >= FAILED_QUIZZES and state.done_at is None:
            found.add("quiz")
        if state.kind == "check" and state.tries >= WRONG_ANSWERS and state.percent is not None and state.percent < 100:
            found.add("question")
    return "quiz" if "quiz" in found else "question" if found else ""
