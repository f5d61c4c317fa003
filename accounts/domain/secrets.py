"""Changing one's own secret, and resetting a learner's in person."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from accounts.domain.notices import notify
from accounts.domain.sessions import end_sessions
from accounts.models import Organisation, RoleGrant, User
from accounts.roles import ROLES, Role
from accounts.secrets import is_pin, weak_pin_reason
from core import audit


class MayNotReset(Exception):
    """Staff, people outside one's branch, and people without an account are not reset in person."""


@transaction.atomic
def change_secret(*, person: User, new_secret: str, keep_session: str | None) -> None:
    """Set a new password or PIN and sign out everywhere else."""
    person.set_password(new_secret)
    person.has_pin, person.has_pictures, person.must_change_secret = is_pin(new_secret), False, False
    person.save(update_fields=["password", "has_pin", "has_pictures", "must_change_secret"])
    end_sessions(person, keep=keep_session)


def may_reset(*, by: User, person: User) -> bool:
    """An administrator, or a trainer within the own branch of organisations; never for staff or guests."""
    if person.is_staff or person.is_superuser or person.is_guest or person == by or not person.is_active:
        return False
    grants = [
        grant for grant in by.role_grants.select_related("organisation") if ROLES[Role(grant.role)].resets_secrets
    ]
    if any(grant.role == Role.ADMINISTRATOR for grant in grants):
        return True
    branches = [grant.organisation for grant in grants if grant.organisation]
    return any(belongs_to_branch(person, branch) for branch in branches)


def belongs_to_branch(person: User, branch: Organisation) -> bool:
    """The person holds some role in this organisation or below it."""
    return RoleGrant.objects.filter(person=person, organisation__path__startswith=branch.path).exists()


@transaction.atomic
def reset_secret(*, by: User, person: User, at: datetime) -> str:
    """A temporary PIN, to be handed over in person and changed at the next sign-in. Raises MayNotReset."""
    if not may_reset(by=by, person=person):
        raise MayNotReset
    pin = fair_pin(person.phone)
    person.set_password(pin)
    person.has_pin, person.has_pictures, person.must_change_secret = True, False, True
    person.save(update_fields=["password", "has_pin", "has_pictures", "must_change_secret"])
    end_sessions(person)
    audit.log(actor=str(by.public_id), action="accounts.secret_reset", subject=str(person.public_id), at=at)
    notify(person=person, kind="secret_reset", at=at, by=by.name, by_id=str(by.public_id))
    return pin


def fair_pin(phone: str) -> str:
    """Six digits by chance, but none that would be guessed first."""
    while True:
        pin = f"{secrets.randbelow(1_000_000):06d}"
        if weak_pin_reason(pin, phone) is None:
            return pin
