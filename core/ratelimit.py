"""How often something may be tried. Counted in the database, so that every node counts together.

Keys are hashed with the signing key: the table tells nobody whose account was tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.models import RateWindow


@dataclass(frozen=True)
class Limit:
    name: str
    times: int
    per: timedelta


def _key(limit: Limit, subject: str) -> str:
    return salted_hmac(f"ratelimit.{limit.name}", subject, algorithm="sha256").hexdigest()


def _window(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.per.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)


def take(limit: Limit, subject: str, *, now: datetime | None = None) -> timedelta | None:
    """Count one try. None when it is allowed, else how long to wait.

    Counting comes first, so that parallel tries cannot slip past the limit together.
    """
    now = now or timezone.now()
    starts_at = _window(limit, now)
    with transaction.atomic():
        row, created = RateWindow.objects.select_for_update().get_or_create(
            key=_key(limit, subject), starts_at=starts_at, defaults={"count": 1}
        )
        if created:
            return None
        RateWindow.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return starts_at + limit.per - now if row.count >= limit.times else None


def forget(limit: Limit, subject: str) -> None:
    """Start anew, after a success."""
    RateWindow.objects.filter(key=_key(limit, subject)).delete()


def remove_old_windows(*, now: datetime | None = None) -> int:
    """Windows nobody asks about any more. Returns how many were removed."""
    return RateWindow.objects.filter(starts_at__lt=(now or timezone.now()) - timedelta(days=2)).delete()[0]
