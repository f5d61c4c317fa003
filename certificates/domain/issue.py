"""Issuing: exactly one live certificate per holder and achievement, with a number nobody else gets."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.domain.notices import notify
from accounts.models import User
from certificates.badges.credential import IN_ONE_LIST
from certificates.domain.statements import sign
from certificates.domain.templates import template_for
from certificates.facts import Achievement, Facts, grade_word
from certificates.models import Certificate, Issuer, NumberSequence, TemplateUse, TemplateVersion
from certificates.models.issuer import issuer_now
from certificates.numbers import certificate_number
from certificates.tasks import render_certificate
from core.kept import KeptForASecond
from core.models.settings import municipality_now
from core.prepared import Prepared, PreparedObjects

# Written here, as each certificate runs them once.
_COUNT_UP = 'UPDATE certificates_numbersequence SET "last" = "last" + 1 WHERE "year" = %s AND "unit" = %s'
_LAST = 'SELECT "last" FROM certificates_numbersequence WHERE "year" = %s AND "unit" = %s'

# A class ends a course within a minute: what is asked each time is written once (ADR 0018, bench/issuing.py).
_given = PreparedObjects(
    Certificate,
    lambda holder, kind, key, *states: Certificate.objects.filter(
        holder=holder, source_kind=kind, source_key=key, state__in=states
    ).order_by("state"),  # “live” stands before “revoked”
)
_with_number = Prepared(lambda number: Certificate.objects.filter(number=number).values_list("pk"))
_at_index = Prepared(lambda index: Certificate.objects.filter(status_index=index).values_list("pk"))
# Which list has room changes once in 65,536 certificates.
_newest = KeptForASecond(lambda: Certificate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
_templates_in_use = Prepared(lambda kind: TemplateUse.objects.filter(kind=kind).values_list("pk")[:1])


def issue(*, holder: User, source_kind: str, source_key: UUID, achievement: Achievement, at: datetime) -> Certificate:
    """Part of the caller's transaction. Twice, or twice at once, is one certificate: the database promises it.

    One that was revoked is given back as it is: acting again brings no new one.
    The number is reserved in the same step, so a certificate that is not made leaves no gap.
    """
    given = _given(holder.pk, source_kind, source_key, Certificate.State.LIVE.value, Certificate.State.REVOKED.value)
    if given:
        return given[0]
    try:
        with transaction.atomic():
            certificate = _create(holder, source_kind, source_key, achievement, at)
    except IntegrityError:
        live = _given(holder.pk, source_kind, source_key, Certificate.State.LIVE.value)
        if not live:
            raise
        return live[0]
    notify(
        person=holder,
        kind="certificate_issued",
        at=at,
        url=reverse("certificate", args=[certificate.public_id]),
        course=achievement.title,
    )
    render_certificate.enqueue(str(certificate.public_id))
    return certificate


def issue_without_holder(
    *, name: str, source_kind: str, source_key: UUID, achievement: Achievement, at: datetime
) -> Certificate:
    """For somebody without an account here, like a speaker: the key is theirs alone. Twice, or at once, is one."""
    given = Certificate.objects.filter(
        holder=None, erased=False, source_kind=source_kind, source_key=source_key,
        state__in=[Certificate.State.LIVE, Certificate.State.REVOKED],
    ).order_by("state")  # fmt: skip
    if earlier := given.first():
        return earlier
    try:
        with transaction.atomic():
            certificate = _create(None, source_kind, source_key, achievement, at, name=name)
    except IntegrityError:
        if earlier := given.first():
            return earlier
        raise
    render_certificate.enqueue(str(certificate.public_id))
    return certificate


@transaction.atomic
def new_edition(earlier: Certificate, facts: Facts, *, at: datetime) -> Certificate:
    """The same number with other facts (ADR 0034): the earlier one stays known as replaced. ``earlier`` is locked."""
    day = at.astimezone(ZoneInfo(municipality_now().time_zone)).date()
    assert earlier.holder is not None
    stated = replace(facts, edition=earlier.edition + 1, edition_of=day)
    certificate = Certificate(
        holder=earlier.holder,
        kind=earlier.kind,
        source_kind=earlier.source_kind,
        source_key=earlier.source_key,
        number=earlier.number,
        edition=earlier.edition + 1,
        template=earlier.template,
        share_token=earlier.share_token,
        facts=stated.as_json(),
        issued_at=earlier.issued_at,
    )
    earlier.state, earlier.state_since, earlier.share_token = Certificate.State.REPLACED, at, None
    earlier.save(update_fields=["state", "state_since", "share_token"])
    _keep(certificate, stated)
    earlier.replaced_by = certificate
    earlier.save(update_fields=["replaced_by"])
    render_certificate.enqueue(str(certificate.public_id))
    return certificate


def _create(
    holder: User | None, source_kind: str, source_key: UUID, achievement: Achievement, at: datetime, name: str = ""
) -> Certificate:
    issuer, municipality = issuer_now(), municipality_now()
    issued_on = at.astimezone(ZoneInfo(municipality.time_zone)).date()
    number = _next_number(issuer, issued_on)
    facts = Facts(
        name=holder.full_name_with_titles if holder else name,
        minor=holder is not None and holder.is_minor,
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
        kind=achievement.kind.value,
        entries=tuple(achievement.entries),
        target=achievement.target,
    )
    certificate = Certificate(
        holder=holder,
        kind=achievement.kind.value,
        source_kind=source_kind,
        source_key=source_key,
        number=number,
        template=_template(holder, achievement.kind.value, source_key),
        facts=facts.as_json(),
        issued_at=at,
    )
    _keep(certificate, facts)
    return certificate


def _template(holder: User | None, kind: str, source_key: UUID) -> TemplateVersion | None:
    return template_for(holder, kind=kind, source_key=source_key) if _templates_in_use(kind) else None


def _keep(certificate: Certificate, facts: Facts) -> None:
    certificate.status_index = _free_status_index()
    certificate.signing_key, certificate.statement = sign(certificate, facts)
    certificate.save(force_insert=True)


def _free_status_index() -> int:
    """Drawn, not counted, so that a place tells nothing of when it was given; a list is at most half full."""
    first = _newest() * 2 // IN_ONE_LIST * IN_ONE_LIST
    while True:
        index = first + random.randrange(IN_ONE_LIST)  # noqa: S311 - hides an order, protects no secret
        if not _at_index(index):
            return index


def _next_number(issuer: Issuer, on: date) -> str:
    """Locks the year's sequence until the transaction ends: numbers come in order and none is skipped.

    After a change of template or unit the same number may have been given already: it is never given again.
    """
    while True:
        number = certificate_number(
            issuer.number_template,
            classification=issuer.classification,
            unit=issuer.unit,
            sequence=_reserved(on.year, issuer.unit),
            on=on,
        )
        if not _with_number(number):
            return number


def _reserved(year: int, unit: str) -> int:
    """The next one. Counting up is what locks; so reading it afterwards is safe."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, [year, unit])
        if not cursor.rowcount:
            NumberSequence.objects.get_or_create(year=year, unit=unit)
            cursor.execute(_COUNT_UP, [year, unit])
        cursor.execute(_LAST, [year, unit])
        [last] = cursor.fetchone()
    return int(last)
