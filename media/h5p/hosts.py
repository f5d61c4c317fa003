"""Which hosts outside may be asked for media of a content."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from media.h5p.models import H5PContent, H5PHost


@transaction.atomic
def allow(host: str, *, by: User, at: datetime) -> H5PHost:
    row, is_new = H5PHost.objects.get_or_create(host=host, defaults={"allowed_by": by})
    if is_new:
        _log("allowed", row, by, at)
    return row


@transaction.atomic
def forbid(host: H5PHost, *, by: User, at: datetime) -> None:
    _log("forbidden", host, by, at)
    host.delete()


def hosts_asked_for() -> list[tuple[str, int]]:
    """Hosts that contents name and that are not allowed, with the number of contents."""
    allowed = set(H5PHost.objects.values_list("host", flat=True))
    found: Counter[str] = Counter()
    for external in H5PContent.objects.exclude(current__external=[]).values_list("current__external", flat=True):
        found.update({row["host"] for row in external or ()} - allowed)
    return sorted(found.items())


def _log(act: str, row: H5PHost, by: User, at: datetime) -> None:
    audit.log(
        actor=str(by.public_id),
        action=f"media.h5p_host_{act}",
        subject=f"h5p-host-{row.pk}",
        detail={"host": row.host},
        at=at,
    )
