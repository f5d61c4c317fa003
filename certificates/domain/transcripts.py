"""The transcript of a year's training hours: a certificate like others, made anew when more was earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.domain.issue import issue, new_edition
from certificates.domain.ledger import YearOfOne, year_of
from certificates.facts import Achievement, EntryFact, Kind
from certificates.models import Certificate
from core import audit, requestkeys

_YEARS = UUID("8f0d1a0e-6c0f-4d0a-9f3c-2f6f6b1f6f57")  # names the years; never changes


class NothingEarned(Exception):
    """No valid certificate of that year."""


def source_key_of(year: int) -> UUID:
    return uuid5(_YEARS, str(year))


@transaction.atomic
def issue_transcript(*, holder: User, year: int, by: User, at: datetime, key: UUID) -> Certificate:
    """Asked for again it is the same one; after more was earned, a new edition of it with the same number.

    One that was revoked comes back as it is. Raises NothingEarned.
    """
    holder = User.objects.select_for_update(no_key=True).get(pk=holder.pk)  # of two at once the second sees the first
    fresh = requestkeys.claim(person=by.public_id, key=key, act=_act(holder, year), at=at)
    told = year_of(holder, year)
    if told is None:
        raise NothingEarned
    earlier = (
        Certificate.objects.select_for_update(of=("self",))
        .filter(holder=holder, source_kind="year", source_key=source_key_of(year), state=Certificate.State.LIVE)
        .first()
    )
    if earlier is not None and (told.is_told or not fresh):
        return earlier
    made = _anew(earlier, told, holder, at) if earlier else _first(told, holder, at)
    if by != holder:
        detail = {"year": year, "edition": made.edition}
        audit.log(
            actor=str(by.public_id),
            action="certificates.transcript_issued",
            subject=str(made.public_id),
            detail=detail,
            at=at,
        )
    return made


def _act(holder: User, year: int) -> str:
    return requestkeys.act_on("transcript", holder.public_id, year)


def _first(told: YearOfOne, holder: User, at: datetime) -> Certificate:
    achievement = _achievement(told)
    return issue(holder=holder, source_kind="year", source_key=source_key_of(told.year), achievement=achievement, at=at)


def _anew(earlier: Certificate, told: YearOfOne, holder: User, at: datetime) -> Certificate:
    now = _achievement(told)
    facts = replace(
        earlier.stated,
        name=holder.full_name_with_titles,
        minutes=now.minutes,
        jp=now.jp,
        started_on=now.started_on,
        completed_on=now.completed_on,
        entries=tuple(now.entries),
        target=now.target,
    )
    return new_edition(earlier, facts, at=at)


def _achievement(told: YearOfOne) -> Achievement:
    stated = [certificate.stated for certificate in told.certificates]
    with translation.override("id"):  # as all certificates speak
        title = _("Training hours of %(year)s") % {"year": told.year}
    return Achievement(
        title=title,
        version=1,
        minutes=sum(facts.minutes for facts in stated),
        jp=told.jp,
        percent=None,
        modules=(),
        started_on=min(facts.started_on for facts in stated),
        completed_on=max(facts.completed_on for facts in stated),
        kind=Kind.TRANSCRIPT,
        entries=_entries(told.certificates),
        target=told.target,
    )


def _entries(certificates: Sequence[Certificate]) -> tuple[EntryFact, ...]:
    return tuple(
        EntryFact(facts.title, facts.number, facts.jp, facts.issued_on)
        for facts in (certificate.stated for certificate in certificates)
    )
