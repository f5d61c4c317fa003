"""Ready due dates, and how much time is left, in days as people count them: by the calendar of the site. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_FRIDAY = 4
END_OF_DAY = time(23, 59)


class Ready(StrEnum):
    """Due dates that need no typing. Each is 23.59 of its day."""

    TOMORROW = "tomorrow"
    FRIDAY = "friday"
    WEEK = "week"
    NONE = "none"


def ready_due(choice: Ready, *, now: datetime, zone: tzinfo) -> datetime | None:
    """“This Friday” is today on a Friday, and the coming one at the weekend."""
    today = now.astimezone(zone).date()
    match choice:
        case Ready.TOMORROW:
            return end_of(today + timedelta(days=1), zone)
        case Ready.FRIDAY:
            due = end_of(today + timedelta(days=(_FRIDAY - today.weekday()) % 7), zone)
            return due if due > now else due + timedelta(days=7)
        case Ready.WEEK:
            return end_of(today + timedelta(days=7), zone)
    return None


def end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone)


class Stage(StrEnum):
    """Of an assignment for one person, who is not done yet."""

    NOT_OPEN = "not_open"
    OPEN = "open"  # no due date
    DUE = "due"  # still to come
    LATE = "late"  # was due, can still be done
    CLOSED = "closed"


@dataclass(frozen=True)
class TimeLeft:
    """``days``: midnights between now and the moment, never negative; ``moment``: the one this is about."""

    stage: Stage
    moment: datetime | None = None
    days: int = 0


def time_left(
    *, opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None, now: datetime, zone: tzinfo
) -> TimeLeft:
    """At the very moment of its due date and of its closing it is still in time."""
    if closes_at is not None and now > closes_at:
        return TimeLeft(Stage.CLOSED, closes_at, _days(closes_at, now, zone))
    if opens_at is not None and now < opens_at:
        return TimeLeft(Stage.NOT_OPEN, opens_at, _days(now, opens_at, zone))
    if due_at is None:
        if closes_at is None:
            return TimeLeft(Stage.OPEN)
        due_at = closes_at
    if now > due_at:
        return TimeLeft(Stage.LATE, due_at, _days(due_at, now, zone))
    return TimeLeft(Stage.DUE, due_at, _days(now, due_at, zone))


def _days(first: datetime, last: datetime, zone: tzinfo) -> int:
    return (last.astimezone(zone).date() - first.astimezone(zone).date()).days
