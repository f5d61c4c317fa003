"""Making an account: for a guest in place, so that nothing of the work moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.consent import give_consent
from accounts.domain.names import confirm_name
from accounts.domain.recovery import make_recovery_words
from accounts.models import NeighbourhoodUnit, Region, User
from accounts.privacy import PURPOSES
from accounts.secrets import is_pin

MAX_PEOPLE_PER_PHONE = 8


class UsernameTaken(Exception):
    pass


class PhoneFull(Exception):
    """As many people as may share one phone number already do."""


@dataclass(frozen=True)
class NewAccount:
    name: str
    secret: str
    age: str
    username: str | None = None
    phone: str = ""  # E.164
    email: str = ""
    kelurahan: Region | None = None
    neighbourhood: NeighbourhoodUnit | None = None
    purposes: tuple[str, ...] = ()  # consented to, see accounts.privacy


@transaction.atomic
def sign_up(
    *, new: NewAccount, guest: User | None, language: str, at: datetime, confirm: bool = False
) -> tuple[User, list[str]]:
    """The account and the words of its recovery card, which are shown once and kept only as a hash.

    ``confirm``: the form said that the name will be printed, so what waits for a name goes on.
    Raises UsernameTaken, PhoneFull.
    """
    if new.phone and User.objects.filter(phone=new.phone, is_active=True).count() >= MAX_PEOPLE_PER_PHONE:
        raise PhoneFull
    person = guest if guest and guest.is_guest else User(joined_at=at, language=language)
    person.is_guest = False
    person.name, person.username, person.phone, person.email = new.name, new.username, new.phone, new.email
    person.age, person.kelurahan, person.neighbourhood = new.age, new.kelurahan, new.neighbourhood
    person.set_password(new.secret)
    person.has_pin = is_pin(new.secret)
    words = make_recovery_words(person, at=at)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        person.is_guest = guest is not None
        raise UsernameTaken from error
    for purpose in PURPOSES:
        if purpose.name in new.purposes:
            give_consent(person=person, purpose=purpose, at=at)
    if confirm:
        confirm_name(person=person, name=person.name, title_before="", title_after="", at=at)
    return person, words
