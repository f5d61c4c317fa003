"""How often something may be tried, counted where all nodes see it."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from core import ratelimit
from core.models import RateWindow
from core.ratelimit import Limit

THREE = Limit("test_three", times=3, per=timedelta(minutes=1))
TEN = Limit("test_ten", times=10, per=timedelta(hours=1))
OTHER = Limit("test_other", times=3, per=timedelta(minutes=1))
START = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def take(subject="siti", *, limit=THREE, seconds=0):
    return ratelimit.take(limit, subject, now=START + timedelta(seconds=seconds))


def test_so_many_are_allowed_and_then_it_says_how_long_to_wait(db):
    assert [take(seconds=second) for second in range(5)] == [
        None,
        None,
        None,
        timedelta(seconds=57),
        timedelta(seconds=56),
    ]


def test_no_span_of_time_holds_more_than_that_wherever_it_begins(db):
    """Not even around the minute at which a count by the clock would start anew."""
    allowed = [second for second in range(0, 600, 7) if take(seconds=second) is None]
    assert len(allowed) == 30
    assert min(later - earlier for earlier, later in zip(allowed, allowed[3:], strict=False)) >= 60


def test_whoever_waits_as_long_as_told_is_let_in_however_often_they_tapped_meanwhile(db):
    for _ in range(3):
        take()
    assert [take(seconds=second) for second in range(1, 60)] == [
        timedelta(seconds=60 - second) for second in range(1, 60)
    ]
    assert take(seconds=60) is None


def test_under_several_limits_a_refused_try_counts_under_none(db):
    def both(second: int) -> timedelta | None:
        return ratelimit.take_all([(THREE, "siti"), (TEN, "203.0.113.7")], now=START + timedelta(seconds=second))

    assert [both(0) for _ in range(50)] == [None] * 3 + [timedelta(minutes=1)] * 47
    assert [take("203.0.113.7", limit=TEN) for _ in range(8)] == [None] * 7 + [timedelta(hours=1)]
    assert both(60) == timedelta(minutes=59)


def test_everybody_and_everything_is_counted_apart(db):
    for _ in range(3):
        take("siti")
    assert take("siti") is not None
    assert take("nur") is None
    assert take("siti", limit=OTHER) is None


def test_forgetting_starts_anew_for_this_one_only(db):
    for subject in ("siti", "nur"):
        for _ in range(4):
            take(subject)
    ratelimit.forget(THREE, "siti")
    assert take("siti") is None
    assert take("nur") is not None


def test_the_table_tells_nobody_who_was_tried(db):
    for subject in ("siti.aminah", "+6281234567890", "203.0.113.7"):
        take(subject)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_ratewindow")
        everything = str(cursor.fetchall())
    assert [clear for clear in ("siti", "6281234567890", "203.0.113.7") if clear in everything] == []
    keys = list(RateWindow.objects.values_list("key", flat=True))
    assert {len(key) for key in keys} == {64}
    assert len(set(keys)) == 3


def test_the_hash_needs_the_installations_key(db, settings):
    take("siti")
    settings.SECRET_KEY = "another installation"
    take("siti")
    assert len(set(RateWindow.objects.values_list("key", flat=True))) == 2


def test_windows_nobody_asks_about_are_removed(db):
    take("siti")
    now = START + timedelta(days=2)
    ratelimit.remove_old_windows(now=now)
    assert RateWindow.objects.filter(starts_at=START).count() == 1
    assert ratelimit.remove_old_windows(now=now + timedelta(seconds=1)) == 1
    assert not RateWindow.objects.exists()


def test_many_at_once_do_not_slip_past_together(in_parallel):
    limit = Limit("test_parallel", times=5, per=timedelta(hours=1))
    results = in_parallel([lambda: ratelimit.take(limit, "siti", now=START)] * 16)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum(result is None for result in results) == 5
    assert RateWindow.objects.get(starts_at=START).count == 5
