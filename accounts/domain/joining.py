"""This app's own part of merging two accounts: roles, what was agreed to, what the guardian said."""

from __future__ import annotations

from datetime import datetime

from accounts.domain.roles import follow_grants
from accounts.models import Consent, GuardianConsent, RoleGrant, User
from accounts.personal_data import Merging, move_rows

_State = GuardianConsent.State


def join_account(merging: Merging) -> None:
    for theirs, mine in move_rows(RoleGrant, merging, same=("role", "organisation_id")):
        theirs.delete()
        mine.granted_at = min(mine.granted_at, theirs.granted_at)
        mine.save(update_fields=["granted_at"])
    for theirs, mine in move_rows(Consent, merging, same=("purpose", "version")):
        theirs.delete()
        if _last_word(theirs) > _last_word(mine):
            mine.given_at, mine.withdrawn_at = theirs.given_at, theirs.withdrawn_at
            mine.save(update_fields=["given_at", "withdrawn_at"])
    _join_guardians(merging)
    follow_grants(merging.source)


def _last_word(consent: Consent) -> datetime:
    return max(consent.given_at, consent.withdrawn_at or consent.given_at)


def _join_guardians(merging: Merging) -> None:
    """A refusal stands, whichever account it was written down for; else what was written down last."""
    said = GuardianConsent.objects.filter(person__in=(merging.source, merging.target))
    ranked = sorted(said, key=lambda one: (one.state in (_State.REFUSED, _State.WITHDRAWN), one.recorded_at))
    for weaker in ranked[:-1]:
        weaker.delete()
    move_rows(GuardianConsent, merging)


def settle_account(person: User, at: datetime) -> None:
    follow_grants(person)
