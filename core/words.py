"""Dates, numbers, sizes and money in words, as people here write them (EYD V; UX.md, "Words")."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def _indonesian() -> bool:
    return (get_language() or "id").startswith("id")


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1250 → 1.250; 0.5 → 0,5 (English: 1,250 and 0.5)."""
    if decimals is None:
        text = f"{value:,f}" if isinstance(value, Decimal | float) else f"{value:,}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if _indonesian() else text


def round_half_up(value: int | float | Decimal, decimals: int = 0) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def money(value: int) -> str:
    """12500 → Rp12.500"""
    return f"Rp{value:,}".replace(",", ".")


def file_size(size: int) -> str:
    """340 KB, 1,2 MB; 1 KB = 1,000 bytes, as phones and providers count data."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))} KB"
    return f"{number(round_half_up(size / 1_000_000, 1))} MB"


def long_date(value: date) -> str:
    """Senin, 17 Agustus 2026"""
    return _written(_day(value), "l, j F Y", get_language())


def plain_date(value: date) -> str:
    """17 Agustus 2026"""
    return _written(_day(value), "j F Y", get_language())


def _day(value: date) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


@lru_cache(maxsize=2000)
def _written(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def clock(value: datetime) -> str:
    """pukul 09.00 WIB"""
    return gettext("at %(time)s %(zone)s") % {"time": _time(value), "zone": _zone(value)}


def clock_span(start: datetime, end: datetime) -> str:
    """pukul 09.00–12.00 WIB: on one day, in the zone of the end."""
    return gettext("at %(time)s %(zone)s") % {"time": f"{_time(start)}–{_time(end)}", "zone": _zone(end)}


def _time(value: datetime) -> str:
    return timezone.localtime(value).strftime("%H.%M" if _indonesian() else "%H:%M")


def _zone(value: datetime) -> str:
    local = timezone.localtime(value)
    offset = local.utcoffset() or timedelta()
    return _ZONES.get(int(offset.total_seconds() // 3600), local.tzname() or "")


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def minutes(value: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", value) % {"count": number(value)}


def waiting_time(value: timedelta) -> str:
    """How long to wait, in whole minutes, at least one."""
    return minutes(max(1, -(-int(value.total_seconds()) // 60)))


def unbroken(text: str) -> str:
    """Keeps “Wi-Fi” on one line: a word joiner (U+2060) forbids the break after the hyphen and has no width."""
    return text.replace("Wi-Fi", "Wi-\u2060Fi")
