"""Notices to a person: what happened, in one sentence, with where to go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Notice, User


def notify(*, person: User, kind: str, at: datetime, url: str = "", **detail: Any) -> Notice:
    """``kind`` names a sentence of accounts.notices; ``detail`` holds its values."""
    return Notice.objects.create(person=person, kind=kind, detail=detail, url=url, created_at=at)


def mark_read(*, person: User, at: datetime) -> int:
    return Notice.objects.filter(person=person, read_at=None).update(read_at=at)
