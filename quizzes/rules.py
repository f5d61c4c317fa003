"""When a quiz may be taken, how long, which attempt counts, when it is explained. Pure.

All times are aware; ``at`` is the server's clock when the request began (SECURITY 17).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar


@dataclass(frozen=True)
class Rules:
    """Of one quiz, for everybody or for one learner. What is None does not limit. ``opens_at`` < ``closes_at``."""

    attempts: int | None = None
    waiting: timedelta = timedelta()  # from handing in to the next start
    counts: str = "best"  # best | first | latest
    feedback: str = "immediate"  # immediate | at_end | at_closing
    opens_at: datetime | None = None
    closes_at: datetime | None = None  # from this moment on it is closed
    limit: timedelta | None = None  # for one attempt
    grace: timedelta = timedelta()

    @property
    def can_be_extended(self) -> bool:
        return not (self.attempts is None and self.closes_at is None and self.limit is None)


@dataclass(frozen=True)
class Extension:
    """What one learner is given beyond the rules; it never takes anything away."""

    attempts: int = 0
    time: timedelta = timedelta()
    closes_at: datetime | None = None


def extended(rules: Rules, extension: Extension) -> Rules:
    """The rules as they are for the learner with this extension. What has no limit gets none."""
    closes_at = rules.closes_at
    if closes_at is not None and extension.closes_at is not None:
        closes_at = max(closes_at, extension.closes_at)
    return replace(
        rules,
        attempts=None if rules.attempts is None else rules.attempts + extension.attempts,
        limit=None if rules.limit is None else rules.limit + extension.time,
        closes_at=closes_at,
    )


@dataclass(frozen=True)
class Window:
    """A time in which one learner may take the quiz: from ``opens_at`` on, before ``closes_at``."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


def within(rules: Rules, windows: Sequence[Window], at: datetime) -> Rules:
    """The rules at this moment for a learner with these windows; without any they stay as they are.

    Windows are one time together: any that is open lets in, and where several follow each other without a gap the
    last closing counts. Outside of all the next one is told, else the last. The quiz's own times stand around them.
    """
    if not windows:
        return rules
    window = _at_hand(_joined(windows), at)
    opens_at = max((one for one in (rules.opens_at, window.opens_at) if one), default=None)
    closes_at = min((one for one in (rules.closes_at, window.closes_at) if one), default=None)
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:  # never both at once
        return replace(rules, opens_at=None, closes_at=min(closes_at, at))
    return replace(rules, opens_at=opens_at, closes_at=closes_at)


_ALWAYS = datetime.min.replace(tzinfo=UTC)


def _joined(windows: Sequence[Window]) -> list[Window]:
    """In order, with a gap between each and the next."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda one: one.opens_at or _ALWAYS):
        before = found[-1] if found else None
        if before is None or (before.closes_at and (window.opens_at or _ALWAYS) > before.closes_at):
            found.append(window)
        elif before.closes_at is not None:
            last = max(before.closes_at, window.closes_at) if window.closes_at else None
            found[-1] = Window(before.opens_at, last)
    return found


def _at_hand(windows: Sequence[Window], at: datetime) -> Window:
    """The first that has not closed yet, else the last."""
    return next((one for one in windows if one.closes_at is None or at < one.closes_at), windows[-1])


class Why(StrEnum):
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    NO_ATTEMPT_LEFT = "no_attempt_left"
    WAITING = "waiting"
    CLOSES_WHILE_WAITING = "closes_while_waiting"


@dataclass(frozen=True)
class Refusal:
    """No attempt can start now. ``moment``: from when on it can; where it never can again, since when not."""

    why: Why
    moment: datetime | None = None

    @property
    def passes(self) -> bool:
        """A later try will be let in."""
        return self.why in (Why.NOT_OPEN, Why.WAITING)


def refusal(rules: Rules, *, taken: int, handed_in_at: datetime | None, at: datetime) -> Refusal | None:
    """Why a new attempt cannot start at this moment; None: it can.

    ``taken``: attempts begun so far, of which none is open; ``handed_in_at``: the last of them.
    """
    if rules.closes_at is not None and at >= rules.closes_at:
        return Refusal(Why.CLOSED, rules.closes_at)
    if rules.attempts is not None and taken >= rules.attempts:
        return Refusal(Why.NO_ATTEMPT_LEFT)
    ready = handed_in_at + rules.waiting if handed_in_at is not None and rules.waiting else None
    if ready is not None and at < ready:
        if rules.closes_at is not None and ready >= rules.closes_at:
            return Refusal(Why.CLOSES_WHILE_WAITING, rules.closes_at)
        return Refusal(Why.WAITING, max(ready, rules.opens_at) if rules.opens_at else ready)
    if rules.opens_at is not None and at < rules.opens_at:
        return Refusal(Why.NOT_OPEN, rules.opens_at)
    return None


def deadline(rules: Rules, started_at: datetime) -> datetime | None:
    """When an attempt begun then ends by itself: after its time, and never later than the quiz closes."""
    ends = [moment for moment in (rules.closes_at, started_at + rules.limit if rules.limit else None) if moment]
    return min(ends, default=None)


def is_in_time(deadline: datetime | None, grace: timedelta, at: datetime) -> bool:
    """Whether an answer that arrives now is still kept. Grace is for those on their way when the time was up."""
    return deadline is None or at <= deadline + grace


def time_left(deadline: datetime | None, at: datetime) -> timedelta | None:
    """Never negative; None without a deadline."""
    return None if deadline is None else max(deadline - at, timedelta())


def is_explained(rules: Rules, *, at: datetime) -> bool:
    """Whether a handed-in attempt may be explained. A quiz that explains after closing and never closes never does."""
    return rules.feedback != "at_closing" or (rules.closes_at is not None and at >= rules.closes_at)


class Marked(Protocol):
    """A handed-in attempt."""

    @property
    def number(self) -> int: ...
    @property
    def percent(self) -> int | None: ...
    @property
    def passed(self) -> bool | None: ...


Taken = TypeVar("Taken", bound=Marked)


def counting(counts: str, attempts: Sequence[Taken]) -> Taken | None:
    """The one whose mark counts; of equally good ones the earlier. None: nothing has been handed in."""
    if not attempts:
        return None
    if counts == "best":
        return min(attempts, key=lambda attempt: (-(attempt.percent or 0), attempt.number))
    pick = min if counts == "first" else max
    return pick(attempts, key=lambda attempt: attempt.number)


def earns_pass(counts: str, attempts: Sequence[Marked]) -> bool:
    """Whether one of these, all handed in, passed while it was the one that counts: the latest counts in its turn."""
    if counts == "first":
        return bool(min(attempts, key=lambda attempt: attempt.number).passed)
    return any(attempt.passed for attempt in attempts)
