"""Notices to a person: what happened, in one sentence, with where to go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from accounts.models import Notice, User


def notify(*, person: User, kind: str, at: datetime, url: str = "", **detail: Any) -> Notice:
    """``kind`` names a sentence of accounts.notices; ``detail`` holds its values."""
    return Notice.objects.create(person=person, kind=kind, detail=detail, url=url, created_at=at)


class Told(NamedTuple):
    """One of many notices that come at once."""

    person: int
    kind: str
    url: str
    detail: dict[str, Any]


def notify_all(told: Iterable[Told], *, at: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(person_id=one.person, kind=one.kind, url=one.url, detail=one.detail, created_at=at) for one in told
    )


def mark_read(*, person: User, at: datetime) -> int:
    return Notice.objects.filter(person=person, read_at=None).update(read_at=at)
