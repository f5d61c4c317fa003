"""New PINs for pupils of a class, and the file of their cards: both or neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.cards import NewPin, make_pins
from accounts.models import User
from classes.domain.doors import forget_tries
from classes.models import ClassGroup, Member
from classes.pdf.cards import Card, render_cards
from core import requestkeys

MOST_CARDS = 100  # some 3 s of hashing


class AlreadyMade(Exception):
    """This form was sent twice: the first answer has the cards, and they are kept nowhere."""


@transaction.atomic
def make_cards(*, group: ClassGroup, people: Sequence[User], address: str, by: User, at: datetime, key: UUID) -> bytes:
    """A PDF. ``address``: where the QR code leads. Raises AlreadyMade, MayNotMakeCard."""
    made = _new_pins(group, people, by=by, at=at, key=key)
    members = group.members.select_related("person", "group").filter(person__in=people)
    nicknames = {}
    for member in members:
        forget_tries(member)
        nicknames[member.person_id] = member.nickname
    cards = [Card(one.person.name, nicknames.get(one.person.pk, ""), one.pin, one.row) for one in made]
    return render_cards(group, cards, address=address, day=at.date())


@transaction.atomic
def make_one_card(*, member: Member, by: User, at: datetime, key: UUID) -> NewPin:
    """Raises AlreadyMade, MayNotMakeCard."""
    (made,) = _new_pins(member.group, [member.person], by=by, at=at, key=key)
    forget_tries(member)
    return made


def _new_pins(group: ClassGroup, people: Sequence[User], *, by: User, at: datetime, key: UUID) -> list[NewPin]:
    if not requestkeys.claim(person=by.public_id, key=key, act=requestkeys.act_on("cards", group.public_id), at=at):
        raise AlreadyMade
    with_pictures = group.secret == ClassGroup.Secret.PICTURES
    return make_pins(people=people, organisation=group.organisation, with_pictures=with_pictures, by=by, at=at)
