"""Where somebody stands in an assignment, and when they need help. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
class HandedIn:
    """One attempt at a quiz, with the mark it has by now."""

    quiz: UUID  # the activity
    at: datetime
    percent: int
    passed: bool
    counts: str  # best | first | latest: which attempt's mark counts there


@dataclass(frozen=True)
class Target:
    """What an assignment asks for: whole lessons, or one activity. ``quizzes``: those whose marks are its score."""

    lessons: frozenset[UUID] = frozenset()
    activity: UUID | None = None
    activities: frozenset[UUID] = frozenset()  # all that stand in it, for help and for the start
    quizzes: Sequence[UUID] = ()
    required: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)  # lesson → what it cannot do without
    tried: frozenset[UUID] = frozenset()  # all its quizzes, also those without a mark
    banks: frozenset[UUID] = frozenset()  # the keys of these quizzes themselves

    @property
    def items(self) -> int:
        return len(self.lessons) or 1


@dataclass(frozen=True)
class Reached:
    """How far one person is. What was done after the closing is in none of it, but for the help they need."""

    items: int
    started_at: datetime | None
    done_at: datetime | None  # None also where it was done after the closing
    percent: int | None
    help: str  # "", "quiz" or "question"


@dataclass(frozen=True)
class Work:
    """All that one person has done of it, as progress and the quizzes know it."""

    lessons: Mapping[UUID, tuple[datetime, datetime | None]] = field(default_factory=dict)  # (started, completed)
    activities: Mapping[UUID, Done] = field(default_factory=dict)
    handed_in: Sequence[HandedIn] = ()  # needed where there is a closing or a required score
    course_done_at: datetime | None = None  # only where the whole course is asked for

    def done_at(self, activity: UUID) -> datetime | None:
        """A quiz is done when its passed attempt was handed in, though somebody marked it days later."""
        state = self.activities.get(activity)
        if state is None or state.done_at is None:
            return None
        return min([state.done_at, *(one.at for one in self.handed_in if one.quiz == activity and one.passed)])

    def completed_at(self, lesson: UUID, required: Collection[UUID]) -> datetime | None:
        completed = self.lessons[lesson][1] if lesson in self.lessons else None
        moments = [self.done_at(activity) for activity in required]
        known = [moment for moment in moments if moment]
        return min(completed, max(known)) if completed and known and len(known) == len(moments) else completed


def reached(
    target: Target,
    work: Work,
    *,
    required_percent: int | None = None,
    closes_at: datetime | None = None,
    helped_at: datetime | None = None,
) -> Reached:
    """Done is: every lesson completed (or the one activity done), and the score reached where one is required.

    The moment is that of the last of these; behind the closing it does not count. A course that was completed under
    the version somebody began with is done, although lessons were added since.
    """
    if target.activity is not None:
        found = [work.done_at(target.activity)]
    else:
        found = [work.completed_at(lesson, target.required.get(lesson, ())) for lesson in target.lessons]
    moments = [moment for moment in found if moment and _is_in_time(moment, closes_at)]
    whole = [max(moments)] if len(moments) == target.items else []
    done_at = min([*whole, *([work.course_done_at] if work.course_done_at else [])], default=None)
    if done_at and required_percent is not None:
        enough_at = _score_reached_at(target, work, required_percent)
        done_at = max(done_at, enough_at) if enough_at else None
    if done_at and not _is_in_time(done_at, closes_at):
        done_at = None
    return Reached(
        items=len(moments),
        started_at=_started_at(target, work, closes_at),
        done_at=done_at,
        percent=_score([_mark(quiz, work, closes_at) for quiz in target.quizzes]),
        help="" if done_at else _help(target.activities, work.activities, helped_at),
    )


def _is_in_time(moment: datetime, closes_at: datetime | None) -> bool:
    return closes_at is None or moment <= closes_at


def _started_at(target: Target, work: Work, closes_at: datetime | None) -> datetime | None:
    starts = [work.lessons[lesson][0] for lesson in target.lessons if lesson in work.lessons]
    if target.activity is not None and (state := work.activities.get(target.activity)):
        first = (one.at for one in work.handed_in if one.quiz == target.activity)
        starts.append(min([work.done_at(target.activity) or state.updated_at, *first]))
    return min((start for start in starts if _is_in_time(start, closes_at)), default=None)


def _mark(quiz: UUID, work: Work, closes_at: datetime | None) -> int | None:
    """As it stands, or as it stood at the closing where more came after that."""
    state = work.activities.get(quiz)
    if state is None or _is_in_time(state.updated_at, closes_at):
        return state.percent if state else None
    return _counting([one for one in work.handed_in if one.quiz == quiz and _is_in_time(one.at, closes_at)])


def _counting(attempts: Sequence[HandedIn]) -> int | None:
    in_order = sorted(attempts, key=lambda one: one.at)
    if not in_order:
        return None
    match in_order[0].counts:
        case "first":
            return in_order[0].percent
        case "latest":
            return in_order[-1].percent
    return max(one.percent for one in in_order)


def _score(marks: Sequence[int | None]) -> int | None:
    """The mean of its quizzes, in whole percent, half up; None while one has no mark."""
    known = [mark for mark in marks if mark is not None]
    if not known or len(known) < len(marks):
        return None
    return int(round_half_up(float(Fraction(sum(known), len(known)))))


def _score_reached_at(target: Target, work: Work, required: int) -> datetime | None:
    """When it was reached for the first time; a mark that falls later takes nothing back."""
    attempts = sorted((one for one in work.handed_in if one.quiz in target.quizzes), key=lambda one: one.at)
    for number, attempt in enumerate(attempts, 1):
        marks = [_counting([one for one in attempts[:number] if one.quiz == quiz]) for quiz in target.quizzes]
        score = _score(marks)
        if score is not None and score >= required:
            return attempt.at
    now = _score([_mark(quiz, work, None) for quiz in target.quizzes])  # earned without an attempt that is kept
    if now is None or now < required:
        return None
    return max(work.activities[quiz].updated_at for quiz in target.quizzes)


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
