"""Open Badges of certificates: made when somebody asks for them, from frozen facts (ADR 0035)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import keys
from certificates.badges.bake import in_png, in_svg
from certificates.badges.credential import IN_ONE_LIST, Badge, Issuer, credential
from certificates.badges.did import PublicKey, did_document
from certificates.badges.picture import Face, picture
from certificates.badges.proof import with_proof
from certificates.badges.status import VALID, status_list
from certificates.badges.verify import Key, Outcome, read_badge
from certificates.facts import Facts, Kind
from certificates.models import Certificate, SigningKey
from core.kept import KeptForASecond
from core.models.settings import municipality_now


class NoBadge(Exception):
    """None can be made now."""

    class Reason(StrEnum):
        NO_ADDRESS = "no_address"  # settings.PUBLIC_URL is empty: nobody could look up the keys
        NO_KEY = "no_key"  # its private half is lost
        NOT_VALID = "not_valid"  # revoked, replaced, merged

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def issuer_here() -> Issuer:
    """Raises NoBadge without a public address."""
    if not settings.PUBLIC_URL:
        raise NoBadge(NoBadge.Reason.NO_ADDRESS)
    municipality = municipality_now()
    return Issuer(settings.PUBLIC_URL, municipality.office or municipality.municipality or municipality.site_name)


def signed_badge(certificate: Certificate) -> dict[str, Any]:
    """The credential with its proof. The same facts and the same key give the same. Raises NoBadge."""
    if certificate.state != Certificate.State.LIVE:
        raise NoBadge(NoBadge.Reason.NOT_VALID)
    issuer, facts = issuer_here(), certificate.stated
    named = Issuer(issuer.url, facts.office or facts.municipality or issuer.name)
    return _with_proof(credential(_badge(certificate, facts, named), named), "badge", named, certificate.issued_at)


def badge_as_json(certificate: Certificate) -> bytes:
    return as_json(signed_badge(certificate))


def badge_as_png(certificate: Certificate) -> bytes:
    return in_png(picture(face_of(certificate), "png"), badge_as_json(certificate))


def badge_as_svg(certificate: Certificate) -> bytes:
    return in_svg(picture(face_of(certificate), "svg"), badge_as_json(certificate))


def as_json(document: dict[str, Any]) -> bytes:
    """In ASCII, so that it goes into every kind of file as it is."""
    return json.dumps(document, indent=1).encode()


def face_of(certificate: Certificate) -> Face:
    facts, municipality = certificate.stated, municipality_now()
    with translation.override("id"):
        return Face(
            title=facts.title,
            hours=_("%(jp)s JP") % {"jp": facts.jp},
            issuer=facts.municipality or facts.office or municipality.site_name,
            colour=municipality.primary_colour,
        )


def did_document_here() -> dict[str, Any]:
    """Raises NoBadge without a public address."""
    known = [PublicKey(key.kid, keys.raw_public(key), key.stolen_at is not None) for key in SigningKey.objects.all()]
    return did_document(issuer_here(), known)


def check_badge(file: bytes) -> tuple[Outcome, Certificate | None]:
    """What a file is that somebody brings, and the certificate it is of. Raises nothing, whatever the file is."""
    known = {key.kid: Key(keys.raw_public(key), key.stolen_at is not None) for key in SigningKey.objects.all()}
    read = read_badge(file, known)
    if read.outcome != Outcome.GENUINE:
        return read.outcome, None
    certificate = Certificate.objects.filter(public_id=read.certificate).first()
    if certificate is None:
        return Outcome.NOT_KEPT, None
    return Outcome.GENUINE if certificate.state == Certificate.State.LIVE else Outcome.NOT_VALID, certificate


OUTCOMES = {
    Outcome.GENUINE: gettext_lazy("This badge is genuine and valid."),
    Outcome.NOT_VALID: gettext_lazy("This badge is genuine, but no longer valid."),
    Outcome.NOT_KEPT: gettext_lazy(
        "This badge is signed by us, but its certificate is not kept here any more. Please ask the office."
    ),
    Outcome.ALTERED: gettext_lazy(
        "Something in this badge was changed. It proves nothing. Ask its holder for the original file."
    ),
    Outcome.UNKNOWN_KEY: gettext_lazy("This badge was not issued here. Check it at the site of its issuer."),
    Outcome.STOLEN_KEY: gettext_lazy(
        "This badge was signed by a key that is no longer trusted. Its holder can download it anew."
    ),
    Outcome.NO_BADGE: gettext_lazy(
        "There is no badge in this file. Pictures lose it when they are cropped or sent as a photo by WhatsApp."
    ),
    Outcome.UNREADABLE: gettext_lazy(
        "This file cannot be read. Choose the badge as PNG, SVG or JSON, as it was downloaded."
    ),
    Outcome.TOO_LARGE: gettext_lazy("This file is too large for a badge. Choose the badge as it was downloaded."),
}


@dataclass(frozen=True)
class SignedList:
    content: bytes
    etag: str


def signed_status_list(number: int) -> SignedList | None:
    """None: there is no such list yet. Asked of the database at most once a second. Raises NoBadge."""
    last = Certificate.objects.aggregate(last=Max("status_index"))["last"] or 0
    if number > last // IN_ONE_LIST:
        return None
    return _status_list(number, issuer_here())()


@cache
def _status_list(number: int, issuer: Issuer) -> KeptForASecond[SignedList]:
    return KeptForASecond(lambda: _make_list(number, issuer, timezone.now()))


def _make_list(number: int, issuer: Issuer, now: datetime) -> SignedList:
    first = number * IN_ONE_LIST
    here = Certificate.objects.filter(status_index__range=(first, first + IN_ONE_LIST - 1))
    ended = here.exclude(state=Certificate.State.LIVE)
    places = [index - first for index in ended.values_list("status_index", flat=True)]
    changed = ended.aggregate(last=Max("state_since"))["last"]
    hour = now.replace(minute=0, second=0, microsecond=0)  # the same bytes for an hour while nothing changes
    since = min(now, max(hour, changed)) if changed else hour
    document = status_list(issuer, number, places, since=since, until=hour + VALID)
    content = as_json(_with_proof(document, "status list", issuer, since))
    return SignedList(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _with_proof(document: dict[str, Any], shape: str, issuer: Issuer, at: datetime) -> dict[str, Any]:
    signer = keys.signer()
    if signer is None:
        raise NoBadge(NoBadge.Reason.NO_KEY)
    created = max(at, signer.key.made_at)  # no key signs before it is made
    return with_proof(document, shape, method=issuer.key(signer.kid), sign=signer.sign, at=created)


def _badge(certificate: Certificate, facts: Facts, issuer: Issuer) -> Badge:
    """In Indonesian, like the paper."""
    with translation.override("id"):
        words = {"title": facts.title, "jp": facts.jp, "minutes": facts.minutes}
        return Badge(
            certificate=certificate.public_id,
            achievement=_achievement(certificate, facts, issuer),
            kind="Course" if facts.kind == Kind.COMPLETION else "Achievement",
            holder=facts.name,
            title=facts.title,
            version=str(facts.version),
            description=_("“%(title)s”, equal to %(jp)s training hours (JP).") % words,
            narrative=_NARRATIVES.get(facts.kind, _given)(facts),
            issued_at=certificate.issued_at,
            status_index=certificate.status_index,
        )


def _achievement(certificate: Certificate, facts: Facts, issuer: Issuer) -> uuid.UUID:
    """What a year brought is one person's own; everything else is the same for all who have it."""
    if facts.kind == Kind.TRANSCRIPT:
        return uuid.uuid5(certificate.public_id, "achievement")
    return uuid.uuid5(certificate.source_key, f"{issuer.did} {facts.kind} {facts.version}")


def _completed(facts: Facts) -> str:
    text = _("Completed all of the course “%(title)s”: %(minutes)s minutes of learning, equal to %(jp)s JP.") % {
        "title": facts.title,
        "minutes": facts.minutes,
        "jp": facts.jp,
    }
    modules = "; ".join(module.title for module in facts.modules)
    return text + (" " + _("Modules: %(modules)s.") % {"modules": modules} if modules else "")


def _collected(facts: Facts) -> str:
    courses = "; ".join(f"{entry.title} ({entry.jp} JP)" for entry in facts.entries)
    return _("Collected %(jp)s training hours (JP): %(courses)s.") % {"jp": facts.jp, "courses": courses}


def _given(facts: Facts) -> str:
    return _("Given for “%(title)s”.") % {"title": facts.title}


_NARRATIVES: dict[str, Callable[[Facts], str]] = {
    Kind.COMPLETION.value: _completed,
    Kind.TRANSCRIPT.value: _collected,
}
