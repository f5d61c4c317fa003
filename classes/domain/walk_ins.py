"""Somebody at the door who has no account, phone or e-mail: the organisation of the training makes the account.

The rules of such accounts are those of pupils (docs/classes.md): cards and PINs are made in the event's class.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.managed import make_managed_account, same_names
from accounts.models import User
from accounts.models.people import Age
from classes.domain.pupils import NEW
from classes.domain.signup import walk_in
from classes.models import Registration, TrainingEvent
from core import requestkeys


class WhoIsIt(Exception):
    """This organisation made accounts (``same``) for people of this name: is it one of them, or somebody new?"""

    def __init__(self, same: list[User]) -> None:
        super().__init__()
        self.same = same


@transaction.atomic
def walk_in_without_account(
    *, event: TrainingEvent, name: str, answer: str, by: User, at: datetime, key: UUID
) -> Registration | None:
    """A place for a new account of this full name, or for a known one; None where the form was sent before.

    ``answer`` to WhoIsIt: NEW, or the public id of one of its people; accounts of others are never looked at.
    Raises WhoIsIt, NotOpen and NoRoom; then no account is made.
    """
    act = requestkeys.act_on("event_walk_in", event.public_id)
    if not requestkeys.claim(person=by.public_id, key=key, act=act, at=at):
        return None
    organisation = event.group.organisation
    found = same_names(organisation=organisation, names=[name])
    same = [person for people in found.values() for person in people if person.is_active]
    person = next((one for one in same if str(one.public_id) == answer), None)
    if person is None and same and answer != NEW:
        raise WhoIsIt(same)
    if person is None:
        person = make_managed_account(
            organisation=organisation, name=name, age=Age.UNKNOWN, full_name=True, by=by, at=at
        )
    return walk_in(event=event, person=person, by=by, at=at)
