"""Request keys: the same write twice is one act; somebody else's key is nothing (DESIGN §4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from core.models import RequestKey

KEPT_FOR = timedelta(days=400)  # a phone may send what it kept after a year in a drawer


class KeyUsedForAnotherAct(Exception):
    """One key names one act; a client that uses it for another one is mistaken."""


def claim(*, person: UUID, key: UUID, act: str, at: datetime) -> bool:
    """True: do it. False: it was done already. Call first inside the act's own transaction:

    a second request with the same key waits here until the first has ended, and if that one fails the
    key is free again.
    """
    try:
        with transaction.atomic():
            RequestKey.objects.create(person=person, key=key, act=act, at=at)
    except IntegrityError:
        if not RequestKey.objects.filter(person=person, key=key, act=act).exists():
            raise KeyUsedForAnotherAct(act) from None
        return False
    return True


def remove_old_keys(*, at: datetime) -> int:
    return RequestKey.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
