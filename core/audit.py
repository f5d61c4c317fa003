"""The append-only chain of events that must be answerable for: each link hashes the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent

_NOTHING_BEFORE = "0" * 64


@transaction.atomic
def log(
    *, actor: str, action: str, subject: str, detail: dict[str, Any] | None = None, at: datetime | None = None
) -> AuditEvent:
    """Append one event in the caller's transaction. ``actor`` and ``subject`` are opaque ids, never names."""
    at = at or timezone.now()
    while True:
        last = AuditEvent.objects.order_by("-sequence").first()
        event = AuditEvent(
            sequence=last.sequence + 1 if last else 1,
            at=at,
            actor=actor,
            action=action,
            subject=subject,
            detail=detail or {},
            previous_hash=last.hash if last else _NOTHING_BEFORE,
        )
        event.hash = _hash(event)
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:
            # Somebody appended meanwhile; PostgreSQL waited for them. The next try follows theirs.
            if not AuditEvent.objects.filter(sequence=event.sequence).exists():
                raise
        else:
            return event


def first_broken_link() -> AuditEvent | None:
    """The first event that does not follow from the one before, or None when the chain is whole."""
    previous = _NOTHING_BEFORE
    for sequence, event in enumerate(AuditEvent.objects.order_by("sequence").iterator(), 1):
        if event.previous_hash != previous or event.sequence != sequence or event.hash != _hash(event):
            return event
        previous = event.hash
    return None


def _hash(event: AuditEvent) -> str:
    facts = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(),
        event.actor,
        event.action,
        event.subject,
        event.detail,
        event.previous_hash,
    ]
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
