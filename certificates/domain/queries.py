"""Finding certificates: one's own, and anybody's by code or QR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.models.people import Age
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
    since: datetime | None  # when it was revoked, replaced or merged
    replaced_by: int | None  # the edition that is valid instead
    merged_into: str  # the number that stands instead, of a merged one


def verify_by_code(text: str) -> Verification | None:
    code = normalise_code(text)
    return _verification(named=True, code=code) if code else None


def verify_by_token(token: str) -> Verification | None:
    return _verification(named=False, qr_token=token) if is_token(token) else None


def verification_of(certificate: Certificate) -> Verification | None:
    """Of one whose file was brought: as by its QR, without a child's name."""
    return _verification(named=False, pk=certificate.pk)


_ASKED = ("facts", "state", "erased", "state_since", "replaced_by__edition", "replaced_by__number", "holder__age")


def _verification(*, named: bool, **by: str | int) -> Verification | None:
    """``named``: also a child's name."""
    found = (
        Certificate.objects.filter(**by).values_list(*_ASKED).first()
    )  # whole rows of three tables take twice as long
    if found is None:
        return None
    stated, state, erased, since, edition, number, age = found
    is_merged = state == Certificate.State.MERGED
    facts = Facts.from_json(stated)
    is_childs = facts.minor or age == Age.MINOR  # when it was issued, or by what the holder has said since
    shown = (named or not is_childs) and state != Certificate.State.REPLACED  # a name that was wrong is told nobody
    return Verification(
        facts=facts,
        state=state,
        state_label=str(Certificate.State(state).label),
        name=facts.name if shown else None,
        erased=erased,
        since=since,
        replaced_by=None if is_merged else edition,
        merged_into=(number or "") if is_merged else "",
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
