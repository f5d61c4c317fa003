"""Erasing and showing a person's data (UU 27/2022 arts. 5–9)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.domain.merge import shells_of
from accounts.domain.sessions import end_sessions
from accounts.models import RoleGrant, User
from accounts.personal_data import Rows
from accounts.roles import Role
from core import audit, requestkeys


class StillNeeded(Exception):
    """The last administrator cannot leave."""


def everything_about(person: User) -> dict[str, Rows]:
    """Heading → rows, over all apps; what “Download my data” holds."""
    found: dict[str, Rows] = {}
    for data in personal_data.registered():
        found.update(data.export(person))
    return found


@transaction.atomic
def erase_person(*, person: User, at: datetime) -> None:
    """Every app lets go, then the row itself; so with accounts that were merged into it. Raises StillNeeded."""
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, person__is_active=True)
    if grants.filter(person=person).exists() and not grants.exclude(person=person).exists():
        raise StillNeeded
    actor = str(person.public_id)
    for one in (*shells_of(person), person):
        end_sessions(one)
        public_id = str(one.public_id)
        for data in personal_data.registered():
            data.erase(one)
        requestkeys.forget_person(one.public_id)
        one.delete()
        audit.log(actor=actor, action="accounts.person_erased", subject=public_id, at=at)
