"""Finding certificates: one's own, and anybody's by code or QR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from certificates.codes import is_token, normalise_code
from certificates.facts import Facts
from certificates.models import Certificate
from core.models import AuditEvent


def certificates_of(holder: User) -> list[Certificate]:
    return list(Certificate.objects.filter(holder=holder, state=Certificate.State.LIVE))


def certificates_for(*, holder: User, source_kind: str, source_keys: Sequence[UUID]) -> dict[UUID, Certificate]:
    """Valid or revoked: a revoked one does not come again, and its page says what became of it."""
    found = Certificate.objects.filter(
        holder=holder, source_kind=source_kind, source_key__in=source_keys, state__in=_GIVEN
    ).order_by("-state")  # a valid one comes last and so wins
    return {certificate.source_key: certificate for certificate in found}


_GIVEN = (Certificate.State.LIVE, Certificate.State.REVOKED)


def search_certificates(words: str) -> QuerySet[Certificate]:
    """By code, or by any part of number, name or course; newest first."""
    words = " ".join(words.replace("\0", " ").split())  # PostgreSQL knows no NUL in a text
    if not words:
        return Certificate.objects.all()
    found = Q(number__icontains=words) | Q(facts__name__icontains=words) | Q(facts__title__icontains=words)
    code = normalise_code(words)
    return Certificate.objects.filter(found | Q(code=code) if code else found)


@dataclass(frozen=True)
class Verification:
    """What anybody may see (CURRICULUM §5): no mark, no class, no birth date – and a child's name only by the code."""

    facts: Facts
    state: str
    state_label: str
    name: str | None  # None: hidden; "": the holder has erased it
    erased: bool
    since: datetime | None  # when it was revoked or replaced
    replaced_by: Certificate | None


_ANY = Certificate.objects.select_related("holder", "replaced_by")


def verify_by_code(text: str) -> Verification | None:
    code = normalise_code(text)
    certificate = _ANY.filter(code=code).first() if code else None
    return _verification(certificate, named=True) if certificate else None


def verify_by_token(token: str) -> Verification | None:
    certificate = _ANY.filter(qr_token=token).first() if is_token(token) else None
    return _verification(certificate, named=not _is_childs(certificate)) if certificate else None


def _is_childs(certificate: Certificate) -> bool:
    """When it was issued, or by what the holder has said since."""
    return certificate.stated.minor or (certificate.holder is not None and certificate.holder.is_minor)


def _verification(certificate: Certificate, *, named: bool) -> Verification:
    replaced = certificate.state == Certificate.State.REPLACED
    return Verification(
        facts=certificate.stated,
        state=certificate.state,
        state_label=certificate.get_state_display(),
        name=certificate.stated.name if named and not replaced else None,  # a name that was wrong is told nobody
        erased=certificate.erased,
        since=certificate.state_since,
        replaced_by=certificate.replaced_by,
    )


@dataclass(frozen=True)
class Event:
    """What happened to a number, from the audit chain."""

    at: datetime
    action: str
    reason: str
    by: User | None
    edition: int


def editions_of(certificate: Certificate) -> list[Certificate]:
    """Everything that bears or bore this number, the newest first."""
    return list(Certificate.objects.filter(number=certificate.number).order_by("-edition"))


def history_of(editions: Sequence[Certificate]) -> list[Event]:
    """The newest first. ``by`` is None for the system and for people whose data were removed."""
    edition = {str(one.public_id): one.edition for one in editions}
    events = list(AuditEvent.objects.filter(subject__in=edition).order_by("-sequence"))
    keys = {event.actor for event in events if event.actor != "system"}
    people = {str(person.public_id): person for person in User.objects.filter(public_id__in=keys)}
    return [
        Event(
            event.at, event.action, str(event.detail.get("reason", "")), people.get(event.actor), edition[event.subject]
        )
        for event in events
    ]
