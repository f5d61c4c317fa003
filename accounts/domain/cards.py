"""New PINs for accounts that an organisation made: shown on cards once, kept as hashes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import pictures
from accounts.domain.notices import Told, notify_all
from accounts.domain.secrets import fair_pin
from accounts.models import Organisation, RoleGrant, Session, User
from accounts.roles import Role
from core import audit

NO_SECRET = Q(password__startswith="!")  # noqa: S106 – Django's mark of a password that nobody has


class MayNotMakeCard(Exception):
    """Somebody among them has an account of their own, works here, or belongs to another branch."""


@dataclass(frozen=True)
class NewPin:
    """``pin``: six digits; or ``row``: keys of accounts.pictures. Never stored, logged or sent anywhere."""

    person: User
    pin: str = ""
    row: tuple[str, ...] = ()


def people_for_cards(organisation: Organisation) -> QuerySet[User]:
    """Accounts made by this organisation or one below it, of people who do nothing here but learn."""
    others = RoleGrant.objects.exclude(role=Role.LEARNER.value).values("person")
    return User.objects.filter(
        managed_by__path__startswith=organisation.path,
        is_active=True,
        is_guest=False,
        is_staff=False,
        is_superuser=False,
    ).exclude(pk__in=others)


@transaction.atomic
def make_pins(
    *, people: Sequence[User], organisation: Organisation, with_pictures: bool, by: User, at: datetime
) -> list[NewPin]:
    """In the order of ``people``. Who was signed in is signed out, and told. Raises MayNotMakeCard.

    One hash for each (some 25 ms), five writes and the links of the audit chain.
    """
    keys = [person.pk for person in people]
    allowed = {
        person.pk: person
        for person in people_for_cards(organisation).select_for_update(of=("self",)).filter(pk__in=keys)
    }
    if by.pk in keys or len(allowed) != len(set(keys)):
        raise MayNotMakeCard
    made = []
    for key in dict.fromkeys(keys):
        person = allowed[key]
        row = tuple(pictures.new_row()) if with_pictures else ()
        pin = "" if with_pictures else fair_pin(person.phone)
        person.set_password(pictures.secret_of(row) if row else pin)
        person.has_pin, person.has_pictures, person.must_change_secret = not row, bool(row), False
        made.append(NewPin(person, pin, row))
    fields = ["password", "has_pin", "has_pictures", "must_change_secret"]
    User.objects.bulk_update([one.person for one in made], fields, batch_size=100)
    Session.objects.filter(person_id__in=keys).delete()
    for one in made:
        audit.log(actor=str(by.public_id), action="accounts.card_made", subject=str(one.person.public_id), at=at)
    detail = {"by": by.name, "by_id": str(by.public_id)}
    notify_all([Told(one.person.pk, "secret_reset", "", detail) for one in made], at=at)
    return made
