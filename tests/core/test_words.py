"""Dates, numbers and money as people here write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from core import words


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (0, None, "0", "0"),
        (1250, None, "1.250", "1,250"),
        (1_234_567, None, "1.234.567", "1,234,567"),
        (-1250, None, "-1.250", "-1,250"),
        (0.5, None, "0,5", "0.5"),
        (1250.75, None, "1.250,75", "1,250.75"),
        (100.0, None, "100", "100"),
        (Decimal("0.50"), None, "0,5", "0.5"),
        (Decimal("10.0"), None, "10", "10"),
        (Decimal(0), None, "0", "0"),
        (Decimal(100), None, "100", "100"),
        (Decimal(1250), None, "1.250", "1,250"),
        (2, 1, "2,0", "2.0"),
        (2.25, 1, "2,3", "2.3"),
        (2.5, 0, "3", "3"),
        (0.045, 2, "0,05", "0.05"),
    ],
)
def test_numbers(value, decimals, indonesian, english):
    with translation.override("id"):
        assert words.number(value, decimals) == indonesian
    with translation.override("en"):
        assert words.number(value, decimals) == english


def test_halves_are_rounded_up_as_people_do():
    assert [int(words.round_half_up(value)) for value in (0.5, 1.5, 2.5, 2.4999, -0.5)] == [1, 2, 3, 2, -1]
    assert words.round_half_up(66.665, 2) == Decimal("66.67")


@pytest.mark.parametrize("language", ["id", "en"])
def test_money_reads_the_same_in_both_languages(language):
    with translation.override(language):
        assert [words.money(value) for value in (0, 500, 12_500, 1_000_000)] == [
            "Rp0",
            "Rp500",
            "Rp12.500",
            "Rp1.000.000",
        ]


@pytest.mark.parametrize(
    ("size", "indonesian", "english"),
    [
        (0, "1 KB", "1 KB"),
        (999, "1 KB", "1 KB"),
        (340_000, "340 KB", "340 KB"),
        (1_000_000, "1 MB", "1 MB"),
        (1_150_000, "1,2 MB", "1.2 MB"),
        (10_000_000, "10 MB", "10 MB"),
        (1_234_000_000, "1.234 MB", "1,234 MB"),
    ],
)
def test_sizes_as_phones_count_data(size, indonesian, english):
    with translation.override("id"):
        assert words.file_size(size) == indonesian
    with translation.override("en"):
        assert words.file_size(size) == english


def test_dates_in_both_languages():
    day = date(2026, 8, 17)
    with translation.override("id"):
        assert (words.long_date(day), words.plain_date(day)) == ("Senin, 17 Agustus 2026", "17 Agustus 2026")
    with translation.override("en"):
        assert (words.long_date(day), words.plain_date(day)) == ("Monday, 17 August 2026", "17 August 2026")


def test_a_moment_late_in_the_evening_is_dated_where_people_are():
    moment = datetime(2026, 8, 16, 15, 30, tzinfo=UTC)
    with translation.override("id"):
        with timezone.override("Asia/Jakarta"):
            assert words.long_date(moment) == "Minggu, 16 Agustus 2026"
        with timezone.override("Asia/Jayapura"):
            assert words.long_date(moment) == "Senin, 17 Agustus 2026"


@pytest.mark.parametrize(
    ("zone", "indonesian", "english"),
    [
        ("Asia/Jakarta", "pukul 09.05 WIB", "at 09:05 WIB"),
        ("Asia/Makassar", "pukul 10.05 WITA", "at 10:05 WITA"),
        ("Asia/Jayapura", "pukul 11.05 WIT", "at 11:05 WIT"),
        ("Asia/Tokyo", "pukul 11.05 WIT", "at 11:05 WIT"),
        ("UTC", "pukul 02.05 UTC", "at 02:05 UTC"),
    ],
)
def test_the_clock_says_the_zone(zone, indonesian, english):
    moment = datetime(2026, 11, 21, 2, 5, tzinfo=UTC)
    with timezone.override(zone):
        with translation.override("id"):
            assert words.clock(moment) == indonesian
        with translation.override("en"):
            assert words.clock(moment) == english


def test_minutes_and_waiting():
    with translation.override("en"):
        assert (words.minutes(1), words.minutes(2), words.minutes(1200)) == ("1 minute", "2 minutes", "1,200 minutes")
        waits = [words.waiting_time(timedelta(seconds=seconds)) for seconds in (0, 1, 60, 61, 299, 3600)]
        assert waits == ["1 minute", "1 minute", "1 minute", "2 minutes", "5 minutes", "60 minutes"]
    with translation.override("id"):
        assert (words.minutes(1), words.minutes(1200)) == ("1 menit", "1.200 menit")


def test_templates_use_the_same_words():
    written = Template(
        "{{ n|number }} {{ n|money }} {{ n|file_size }} {{ d|long_date }} {{ d|plain_date }} {{ n|minutes }}"
    )
    with translation.override("id"):
        assert written.render(Context({"n": 12_500, "d": date(2026, 8, 17)})) == (
            "12.500 Rp12.500 12 KB Senin, 17 Agustus 2026 17 Agustus 2026 12.500 menit"
        )


def test_wi_fi_is_not_broken_at_the_end_of_a_line():
    assert words.unbroken("Sambungkan Wi-Fi, lalu Wi-Fi lain.") == "Sambungkan Wi-\u2060Fi, lalu Wi-\u2060Fi lain."


def test_hours_of_one_day_say_the_zone_once():
    start, end = (datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (2, 5))
    with timezone.override("Asia/Jakarta"), translation.override("id"):
        assert words.clock_span(start, end) == "pukul 09.00–12.00 WIB"
    with timezone.override("Asia/Jayapura"), translation.override("en"):
        assert words.clock_span(start, end) == "at 11:00–14:00 WIT"
