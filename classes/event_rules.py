"""Places, attendance and small numbers at a training event. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

DOOR_SLACK = timedelta(hours=1)  # before a session and after it the code at the door works
DOOR_STEP = timedelta(seconds=30)
LEAST = 3  # people of a line in a breakdown; smaller ones could be recognised
LEAST_ANSWERS = 5  # of a survey, before anything of it is shown
OTHERS = "others"


class SignUp(StrEnum):
    """Whether somebody may sign up now."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def sign_up_state(
    *, state: str, public: bool, opens_at: datetime | None, closes_at: datetime | None, ends_at: datetime | None,
    now: datetime,
) -> SignUp:  # fmt: skip
    """``ends_at``: of the last session; nobody signs up for what is over."""
    if state == "cancelled":
        return SignUp.CANCELLED
    if state != "open" or not public or any(end is not None and end <= now for end in (closes_at, ends_at)):
        return SignUp.CLOSED
    return SignUp.NOT_YET if opens_at is not None and now < opens_at else SignUp.OPEN


def has_room(quota: int | None, taken: int) -> bool:
    return quota is None or taken < quota


def attended_enough(*, attended: int, sessions: int, percent: int) -> bool:
    """Of the sessions, each counting the same. An event without sessions has nobody who attended."""
    return sessions > 0 and attended * 100 >= percent * sessions


def is_door_open(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    return starts_at - DOOR_SLACK <= now <= ends_at + DOOR_SLACK


def door_step(now: datetime) -> int:
    return int(now.timestamp() // DOOR_STEP.total_seconds())


def seconds_left(now: datetime) -> int:
    """Until the code at the door changes: 1 to 30."""
    length = int(DOOR_STEP.total_seconds())
    return length - int(now.timestamp()) % length


def without_small(counts: Mapping[str, int], *, least: int = LEAST) -> list[tuple[str, int]]:
    """(group, people), in order; groups of fewer than ``least`` are put together as OTHERS.

    The smallest other groups join them until OTHERS is large enough, so that nobody can be found by subtracting from
    the total. Nobody at all is no secret: empty groups are left out.
    """
    there = {group: count for group, count in counts.items() if count}
    by_size = sorted(there, key=lambda group: (there[group], group))
    together: list[str] = []
    while by_size and (there[by_size[0]] < least or 0 < _sum(there, together) < least):
        together.append(by_size.pop(0))
    kept = [(group, count) for group, count in there.items() if group not in together]
    return [*kept, (OTHERS, _sum(there, together))] if together else kept


def _sum(counts: Mapping[str, int], groups: Iterable[str]) -> int:
    return sum(counts[group] for group in groups)
