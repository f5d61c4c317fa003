"""Issuing: exactly one live certificate per holder and achievement, with a number nobody else gets."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.domain.notices import notify
from accounts.models import User
from certificates.facts import Achievement, Facts, grade_word
from certificates.models import Certificate, Issuer, NumberSequence
from certificates.numbers import certificate_number
from certificates.tasks import render_certificate
from core.models import MunicipalitySettings


def issue(*, holder: User, source_kind: str, source_key: UUID, achievement: Achievement, at: datetime) -> Certificate:
    """Part of the caller's transaction. Twice, or twice at once, is one certificate: the database promises it.

    One that was revoked is given back as it is: acting again brings no new one.
    The number is reserved in the same step, so a certificate that is not made leaves no gap.
    """
    mine = Certificate.objects.filter(holder=holder, source_kind=source_kind, source_key=source_key)
    live = mine.filter(state=Certificate.State.LIVE)
    existing = live.first() or mine.filter(state=Certificate.State.REVOKED).first()
    if existing:
        return existing
    try:
        with transaction.atomic():
            certificate = _create(holder, source_kind, source_key, achievement, at)
    except IntegrityError:
        existing = live.first()
        if existing is None:
            raise
        return existing
    notify(
        person=holder,
        kind="certificate_issued",
        at=at,
        url=reverse("certificate", args=[certificate.public_id]),
        course=achievement.title,
    )
    render_certificate.enqueue(str(certificate.public_id))
    return certificate


def _create(holder: User, source_kind: str, source_key: UUID, achievement: Achievement, at: datetime) -> Certificate:
    issuer, municipality = Issuer.load(), MunicipalitySettings.load()
    issued_on = at.astimezone(ZoneInfo(municipality.time_zone)).date()
    number = _next_number(issuer, issued_on)
    facts = Facts(
        name=holder.full_name_with_titles,
        minor=holder.is_minor,
        title=achievement.title,
        version=achievement.version,
        minutes=achievement.minutes,
        jp=achievement.jp,
        percent=achievement.percent,
        grade=grade_word(achievement.percent, issuer.thresholds),
        modules=tuple(achievement.modules),
        parts=tuple(achievement.parts),
        started_on=achievement.started_on,
        completed_on=achievement.completed_on,
        issued_on=issued_on,
        number=number,
        municipality=municipality.municipality,
        office=municipality.office,
        place=issuer.place or municipality.municipality,
        signer_role=issuer.signer_role,
        signer_name=issuer.signer_name,
        signer_id=issuer.signer_id,
    )
    return Certificate.objects.create(
        holder=holder,
        source_kind=source_kind,
        source_key=source_key,
        number=number,
        facts=facts.as_json(),
        issued_at=at,
    )


def _next_number(issuer: Issuer, on: date) -> str:
    """Locks the year's sequence until the transaction ends: numbers come in order and none is skipped.

    After a change of template or unit the same number may have been given already: it is never given again.
    """
    NumberSequence.objects.get_or_create(year=on.year, unit=issuer.unit)
    sequence = NumberSequence.objects.select_for_update().get(year=on.year, unit=issuer.unit)
    while True:
        sequence.last += 1
        number = certificate_number(
            issuer.number_template,
            classification=issuer.classification,
            unit=issuer.unit,
            sequence=sequence.last,
            on=on,
        )
        if not Certificate.objects.filter(number=number).exists():
            break
    sequence.save(update_fields=["last"])
    return number
