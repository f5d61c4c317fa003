"""Ending a person's sessions."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Session, User


def end_sessions(person: User, *, keep: str | None = None) -> int:
    """Sign the person out everywhere but in the session with key ``keep``. Returns how many ended."""
    sessions = Session.objects.filter(person_id=person.pk)
    return (sessions.exclude(session_key=keep) if keep else sessions).delete()[0]


def remove_expired_sessions(*, at: datetime) -> int:
    """Sessions that let nobody in any more. Returns how many were removed."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]
