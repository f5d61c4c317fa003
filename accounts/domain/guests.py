"""Learners without an account: a person row that only this device's session knows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts import personal_data
from accounts.models import Session, User
from core.ratelimit import Limit

NEW_GUESTS = Limit("new_guest", times=600, per=timedelta(hours=1))  # per address: a full RW hall, not a robot
ABANDONED_AFTER = timedelta(days=400)


def start_guest(*, language: str, at: datetime) -> User:
    guest = User(is_guest=True, language=language, joined_at=at)
    guest.set_unusable_password()
    guest.save()
    return guest


def remove_abandoned_guests(*, at: datetime, dry_run: bool = True) -> int:
    """Guests whose session has ended long ago: nobody can come back to them. Returns how many."""
    alive = Session.objects.filter(expire_date__gt=at, person_id__isnull=False).values("person_id")
    abandoned = User.objects.filter(is_guest=True, joined_at__lt=at - ABANDONED_AFTER).exclude(pk__in=alive)
    if dry_run:
        return abandoned.count()
    removed = 0
    for guest in abandoned.iterator():
        with transaction.atomic():
            for data in personal_data.registered():
                data.erase(guest)
            guest.delete()
        removed += 1
    return removed
