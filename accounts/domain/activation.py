"""Closing an account without losing anything of it, and opening it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.domain.guardians import is_stopped_by_guardian
from accounts.domain.merge import is_merged_away
from accounts.domain.notices import notify
from accounts.domain.people import may_administer
from accounts.domain.roles import LastAdministrator
from accounts.domain.sessions import end_sessions
from accounts.models import RoleGrant, User
from accounts.roles import Role
from core import audit


class MayNotSwitch(Exception):
    """Oneself, a guest, or somebody whom only others may administer."""


@transaction.atomic
def deactivate(*, by: User, person: User, at: datetime) -> bool:
    """The person can no longer sign in and is signed out everywhere; work, roles and certificates stay.

    False: it was done already. Raises MayNotSwitch, LastAdministrator.
    """
    # Two administrators who close each other's accounts wait for each other here; the second one is refused.
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, person__is_active=True)
    administrators = {grant.person_id for grant in grants}
    if not _switched(person, by=by, active=False):
        return False
    if administrators == {person.pk}:
        raise LastAdministrator
    end_sessions(person)
    audit.log(actor=str(by.public_id), action="accounts.deactivated", subject=str(person.public_id), at=at)
    notify(person=person, kind="account_deactivated", at=at, by=by.name, by_id=str(by.public_id))
    return True


@transaction.atomic
def reactivate(*, by: User, person: User, at: datetime) -> bool:
    """The person can sign in again as before. False: it was done already.

    Raises MayNotSwitch, also for a child whose guardian does not agree (only a new answer opens that account), and for
    an account that was merged into another one (that is undone instead).
    """
    if is_stopped_by_guardian(person) or is_merged_away(person):
        raise MayNotSwitch
    if not _switched(person, by=by, active=True):
        return False
    audit.log(actor=str(by.public_id), action="accounts.reactivated", subject=str(person.public_id), at=at)
    notify(person=person, kind="account_reactivated", at=at, by=by.name, by_id=str(by.public_id))
    return True


def _switched(person: User, *, by: User, active: bool) -> bool:
    if not may_administer(by=by, person=person):
        raise MayNotSwitch
    return bool(User.objects.filter(pk=person.pk, is_active=not active).update(is_active=active))
