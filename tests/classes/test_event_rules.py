"""Places, doors and small groups, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from classes.event_rules import (
    LEAST,
    OTHERS,
    SignUp,
    attended_enough,
    door_step,
    has_room,
    is_door_open,
    seconds_left,
    sign_up_state,
    without_small,
)

NOON = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, SignUp.OPEN),
        ({"state": "draft"}, SignUp.CLOSED),
        ({"state": "cancelled"}, SignUp.CANCELLED),
        ({"public": False}, SignUp.CLOSED),
        ({"opens_at": NOON + HOUR}, SignUp.NOT_YET),
        ({"opens_at": NOON}, SignUp.OPEN),
        ({"closes_at": NOON}, SignUp.CLOSED),
        ({"ends_at": NOON - HOUR}, SignUp.CLOSED),
    ],
)
def test_sign_up_is_open_in_its_time_while_the_event_lies_ahead(said, expected):
    values = {"state": "open", "public": True, "opens_at": None, "closes_at": None, "ends_at": NOON + HOUR} | said
    assert sign_up_state(**values, now=NOON) is expected


def test_no_quota_is_no_limit_and_a_quota_of_none_has_no_room():
    assert has_room(None, 10_000)
    assert not has_room(0, 0)
    assert has_room(1, 0)
    assert not has_room(1, 1)
    assert not has_room(3, 5)  # places were taken away since


@pytest.mark.parametrize(
    ("attended", "sessions", "percent", "expected"),
    [(4, 5, 80, True), (3, 4, 80, False), (0, 0, 1, False), (1, 1, 100, True), (2, 3, 67, False), (2, 3, 66, True)],
)
def test_attendance_is_counted_in_sessions_and_never_rounded_up(attended, sessions, percent, expected):
    assert attended_enough(attended=attended, sessions=sessions, percent=percent) is expected


def test_the_door_is_open_from_an_hour_before_until_an_hour_after():
    times = {"starts_at": NOON, "ends_at": NOON + 3 * HOUR}
    second = timedelta(seconds=1)
    assert [
        is_door_open(**times, now=now)
        for now in (NOON - HOUR - second, NOON - HOUR, NOON + 4 * HOUR, NOON + 4 * HOUR + second)
    ] == [False, True, True, False]


def test_the_code_lives_thirty_seconds():
    assert [seconds_left(NOON + timedelta(seconds=second)) for second in (0, 1, 29, 30)] == [30, 29, 1, 30]
    assert door_step(NOON + timedelta(seconds=29)) == door_step(NOON)
    assert door_step(NOON + timedelta(seconds=30)) == door_step(NOON) + 1


def test_small_groups_stand_together_with_one_that_hides_them():
    assert without_small({"A": 10, "B": 7}) == [("A", 10), ("B", 7)]
    assert without_small({"A": 10, "B": 1, "C": 2}) == [("A", 10), (OTHERS, 3)]
    assert without_small({"A": 10, "B": 4, "C": 1}) == [("A", 10), (OTHERS, 5)]  # else C were the rest of the total
    assert without_small({"A": 10, "B": 1}) == [(OTHERS, 11)]
    assert without_small({"A": 5, "B": 0}) == [("A", 5)]
    assert without_small({}) == []


@given(some.dictionaries(some.text(min_size=1, max_size=3), some.integers(0, 9), max_size=8))
def test_nobody_is_lost_and_no_line_is_small(counts):
    counts.pop(OTHERS, None)
    told = without_small(counts)
    total = sum(counts.values())
    assert sum(count for _group, count in told) == total
    assert all(count >= LEAST for _group, count in told) or len(told) == 1
