"""The name that is printed: confirmed by the person, changed by the person or, when they ask, by an administrator."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.models import User
from core import audit


class NameIsFixed(Exception):
    """Something bears the name already: somebody else decides about another one."""


def is_name_fixed(person: User) -> bool:
    return any(data.name_fixed(person) for data in personal_data.registered() if data.name_fixed)


@transaction.atomic
def confirm_name(
    *, person: User, name: str, title_before: str, title_after: str, at: datetime, by: User | None = None
) -> None:
    """Keep the name exactly as typed, let go on what waited for it, and let follow what bears an earlier one.

    ``by`` None: the person. Raises NameIsFixed when they may not change it by themselves any more, and ValueError
    for a guest: a name alone makes no account.
    """
    if person.is_guest:
        raise ValueError("a guest has no name to confirm")
    same = (name, title_before, title_after) == (person.name, person.title_before, person.title_after)
    if by is None and not same and is_name_fixed(person):
        raise NameIsFixed
    person.name, person.title_before, person.title_after = name, title_before, title_after
    person.name_confirmed_at = at
    person.save(update_fields=["name", "title_before", "title_after", "name_confirmed_at"])
    for data in personal_data.registered():
        if data.name_confirmed:
            data.name_confirmed(person, at)
    for data in personal_data.registered():
        if data.name_changed:
            data.name_changed(person, by or person, at)


@transaction.atomic
def correct_name_of(*, person: User, name: str, title_before: str, title_after: str, by: User, at: datetime) -> bool:
    """An administrator mends what was mistyped. False: nothing was different.

    It stands in for a confirmation only where the person had confirmed a name; else they are still asked.
    """
    if (person.name, person.title_before, person.title_after) == (name, title_before, title_after):
        return False
    if person.name_confirmed_at is not None:
        confirm_name(person=person, name=name, title_before=title_before, title_after=title_after, at=at, by=by)
    else:
        person.name, person.title_before, person.title_after = name, title_before, title_after
        person.save(update_fields=["name", "title_before", "title_after"])
    audit.log(actor=str(by.public_id), action="accounts.name_corrected", subject=str(person.public_id), at=at)
    return True
