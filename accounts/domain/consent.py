"""Agreeing to a purpose (UU 27/2022 arts. 20–24)."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Consent, User
from accounts.privacy import Purpose


def give_consent(*, person: User, purpose: Purpose, at: datetime) -> None:
    """To the text as it reads now; also again, after it was withdrawn."""
    found, made = Consent.objects.get_or_create(
        person=person, purpose=purpose.name, version=purpose.version, defaults={"given_at": at}
    )
    if not made and found.withdrawn_at:
        found.given_at, found.withdrawn_at = at, None
        found.save(update_fields=["given_at", "withdrawn_at"])


def has_agreed(person: User, purpose: Purpose) -> bool:
    return Consent.objects.filter(person=person, purpose=purpose.name, withdrawn_at=None).exists()
