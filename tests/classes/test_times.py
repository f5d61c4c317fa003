"""Ready due dates and time left, by the calendar of the site."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from classes.times import Ready, Stage, TimeLeft, ready_due, time_left
from classes.words import left_in_words

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=WIB)


def local(day, hour=23, minute=59, zone=WIB, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("choice", "now", "expected"),
    [
        (Ready.TOMORROW, MONDAY, local(24)),
        (Ready.FRIDAY, MONDAY, local(27)),
        (Ready.FRIDAY, local(26, 23, 58), local(27)),
        (Ready.FRIDAY, local(27, 8, 0), local(27)),
        (Ready.FRIDAY, local(27, 23, 59), local(4, month=12)),
        (Ready.FRIDAY, local(28, 8, 0), local(4, month=12)),
        (Ready.WEEK, MONDAY, local(30)),
        (Ready.NONE, MONDAY, None),
    ],
)
def test_ready_due_dates_end_with_their_day(choice, now, expected):
    assert ready_due(choice, now=now, zone=WIB) == expected


@pytest.mark.parametrize(("zone", "day"), [(WIB, 24), (WITA, 24), (WIT, 25)])
def test_tomorrow_begins_at_midnight_of_the_site(zone, day):
    """22.30 in Jakarta is half past midnight in Jayapura."""
    now = local(23, 22, 30)
    assert ready_due(Ready.TOMORROW, now=now, zone=zone) == local(day, zone=zone)


def left(now, *, opens=None, due=None, closes=None, zone=WIB):
    return time_left(opens_at=opens, due_at=due, closes_at=closes, now=now, zone=zone)


DUE = local(27)


@pytest.mark.parametrize(
    ("now", "times", "expected"),
    [
        (MONDAY, {}, TimeLeft(Stage.OPEN)),
        (MONDAY, {"opens": local(25, 8, 0)}, TimeLeft(Stage.NOT_OPEN, local(25, 8, 0), 2)),
        (local(25, 8, 0), {"opens": local(25, 8, 0)}, TimeLeft(Stage.OPEN)),
        (MONDAY, {"due": DUE}, TimeLeft(Stage.DUE, DUE, 4)),
        (DUE, {"due": DUE}, TimeLeft(Stage.DUE, DUE, 0)),
        (DUE + timedelta(seconds=1), {"due": DUE}, TimeLeft(Stage.LATE, DUE, 0)),
        (local(29, 0, 1), {"due": DUE}, TimeLeft(Stage.LATE, DUE, 2)),
        (local(29, 0, 1), {"due": DUE, "closes": local(30)}, TimeLeft(Stage.LATE, DUE, 2)),
        (local(30), {"due": DUE, "closes": local(30)}, TimeLeft(Stage.LATE, DUE, 3)),
        (local(30) + timedelta(seconds=1), {"due": DUE, "closes": local(30)}, TimeLeft(Stage.CLOSED, local(30), 0)),
        (MONDAY, {"closes": DUE}, TimeLeft(Stage.DUE, DUE, 4)),
    ],
)
def test_time_left(now, times, expected):
    assert left(now, **times) == expected


def test_days_are_counted_by_the_midnights_of_the_site():
    due = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 22.30 WIB on the 24th, 00.30 WIT on the 25th
    now = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert [left(now, due=due, zone=zone).days for zone in (WIB, WITA, WIT)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("now", "times", "expected"),
    [
        (MONDAY, {}, "Tanpa tenggat"),
        (MONDAY, {"opens": local(25, 8, 0)}, "Dibuka Rabu, 25 November 2026 pukul 08.00 WIB"),
        (MONDAY, {"due": local(23)}, "Tenggat hari ini pukul 23.59 WIB"),
        (MONDAY, {"due": local(24)}, "Tenggat besok pukul 23.59 WIB"),
        (MONDAY, {"due": local(26)}, "3 hari lagi: Kamis, 26 November 2026 pukul 23.59 WIB"),
        (MONDAY, {"due": local(24, month=12)}, "Tenggat Kamis, 24 Desember 2026 pukul 23.59 WIB"),
        (MONDAY, {"due": local(21)}, "Terlambat 2 hari. Masih bisa dikerjakan."),
        (MONDAY, {"due": local(23, 8, 0)}, "Tenggat tadi pukul 08.00 WIB. Masih bisa dikerjakan."),
        (MONDAY, {"due": local(20), "closes": local(22)}, "Ditutup Minggu, 22 November 2026 pukul 23.59 WIB"),
        (MONDAY, {"due": local(20), "closes": local(25)}, "Terlambat 3 hari. Masih bisa dikerjakan."),
    ],
)
def test_time_left_in_words(now, times, expected):
    with translation.override("id"), timezone.override(WIB):
        assert left_in_words(left(now, **times)) == expected


def test_the_clock_of_the_site_is_named():
    with translation.override("id"), timezone.override(WIT):
        assert (
            left_in_words(left(MONDAY, due=local(24), zone=WIT))
            == "2 hari lagi: Rabu, 25 November 2026 pukul 01.59 WIT"
        )
