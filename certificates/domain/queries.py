"""Finding certificates: one's own, and anybody's by code or QR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from certificates.codes import normalise_code
from certificates.facts import Facts
from certificates.models import Certificate


def certificates_of(holder: User) -> list[Certificate]:
    return list(Certificate.objects.filter(holder=holder, state=Certificate.State.LIVE))


def certificates_for(*, holder: User, source_kind: str, source_keys: Sequence[UUID]) -> dict[UUID, Certificate]:
    found = Certificate.objects.filter(
        holder=holder, source_kind=source_kind, source_key__in=source_keys, state=Certificate.State.LIVE
    )
    return {certificate.source_key: certificate for certificate in found}


@dataclass(frozen=True)
class Verification:
    """What anybody may see (CURRICULUM §5): no mark, no class, no birth date – and a child's name only by the code."""

    facts: Facts
    state: str
    state_label: str
    name: str | None  # None: hidden; "": the holder has erased it
    erased: bool


def verify_by_code(text: str) -> Verification | None:
    code = normalise_code(text)
    certificate = Certificate.objects.filter(code=code).first() if code else None
    return _verification(certificate, named=True) if certificate else None


def verify_by_token(token: str) -> Verification | None:
    certificate = Certificate.objects.filter(qr_token=token).first()
    return _verification(certificate, named=not certificate.stated.minor) if certificate else None


def _verification(certificate: Certificate, *, named: bool) -> Verification:
    facts = certificate.stated
    return Verification(
        facts, certificate.state, certificate.get_state_display(), facts.name if named else None, certificate.erased
    )
