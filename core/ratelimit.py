"""How often something may be tried. Counted in the database, so that every node counts together.

Keys are hashed with the signing key: the table tells nobody whose account was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.models import RateWindow

_LOCK = datetime(1970, 1, 1, tzinfo=UTC)  # the row of this time counts nothing; whoever counts holds it


@dataclass(frozen=True)
class Limit:
    """At most ``times`` in any span of ``per``, wherever that span begins (SECURITY 2)."""

    name: str
    times: int
    per: timedelta


def _key(limit: Limit, subject: str) -> str:
    return salted_hmac(f"ratelimit.{limit.name}", subject, algorithm="sha256").hexdigest()


def take(limit: Limit, subject: str, *, now: datetime | None = None) -> timedelta | None:
    """Count one try. None when it is allowed, else how long to wait."""
    return take_all([(limit, subject)], now=now)


def take_all(limits: Sequence[tuple[Limit, str]], *, now: datetime | None = None) -> timedelta | None:
    """Count one try under each limit and subject. None when all allow it, else how long to wait.

    A refused try counts nowhere: whoever waits as long as told is let in, however often they tapped meanwhile.
    """
    now = now or timezone.now()
    keys = {_key(limit, subject): limit for limit, subject in limits}
    with transaction.atomic():
        for key in sorted(keys):  # in one order, so that two requests never wait for each other
            RateWindow.objects.select_for_update().get_or_create(key=key, starts_at=_LOCK)
        waits = [wait for key, limit in keys.items() if (wait := _wait(limit, key, now))]
        if waits:
            return max(waits)
        for key in keys:
            row, created = RateWindow.objects.get_or_create(key=key, starts_at=now, defaults={"count": 1})
            if not created:
                RateWindow.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return None


def wait(limit: Limit, subject: str, *, now: datetime | None = None) -> timedelta | None:
    """How long to wait before the next try, without counting one."""
    return _wait(limit, _key(limit, subject), now or timezone.now())


def _wait(limit: Limit, key: str, now: datetime) -> timedelta | None:
    """Until enough of the tries that count now have passed out of the span."""
    tries = RateWindow.objects.filter(key=key, starts_at__gt=now - limit.per).order_by("starts_at")
    moments = [at for at, count in tries.values_list("starts_at", "count") for _ in range(count)]
    return moments[-limit.times] + limit.per - now if len(moments) >= limit.times else None


def forget(limit: Limit, subject: str) -> None:
    """Start anew, after a success."""
    RateWindow.objects.filter(key=_key(limit, subject)).delete()


def give_back(limit: Limit, subject: str, *, now: datetime) -> None:
    """Take back the try counted at this moment; earlier ones stay counted."""
    row = RateWindow.objects.filter(key=_key(limit, subject), starts_at=now)
    if not row.filter(count__gt=1).update(count=F("count") - 1):
        row.delete()


def remove_old_windows(*, now: datetime | None = None) -> int:
    """Tries nobody asks about any more. Returns how many rows were removed."""
    return RateWindow.objects.filter(starts_at__lt=(now or timezone.now()) - timedelta(days=2)).delete()[0]
