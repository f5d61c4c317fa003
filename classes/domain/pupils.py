"""Pupils whose accounts the class makes: adding them by name, correcting them, taking them out and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.cards import people_for_cards
from accounts.domain.managed import NewPupil, make_managed_accounts, plain_name, same_names
from accounts.domain.names import correct_name_of
from accounts.models import User
from accounts.models.people import Age
from classes.domain.groups import add_members
from classes.domain.standing import follow_members
from classes.models import ClassGroup, Member
from core import audit, requestkeys

NEW, LEAVE = "new", "leave"  # answers to “is this one of them?”; else the public id of the account


@dataclass(frozen=True)
class TypedPupil:
    """One line of the list: a name, and what the pupil is called."""

    name: str
    nickname: str = ""


@dataclass(frozen=True)
class Line:
    """A typed pupil with the accounts of this school that bear the same name."""

    pupil: TypedPupil
    same: Sequence[User] = ()
    here: frozenset[int] = field(default_factory=frozenset)  # those who are in this class already
    again: bool = False  # an earlier line of this list has the same name

    @property
    def asks(self) -> bool:
        """Somebody has to say whether this is a new person."""
        return bool(self.same) or self.again

    @property
    def usual(self) -> str:
        """What is ticked before anybody chose: never a second account by accident."""
        if self.same and not self.again:
            one = self.same[0]
            return LEAVE if one.pk in self.here else str(one.public_id)
        return LEAVE if self.again else NEW


def typed_age(group: ClassGroup) -> str:
    """Pupils of a school class are children until somebody says otherwise; of others nothing is known."""
    return Age.MINOR if group.kind == ClassGroup.Kind.SCHOOL_CLASS else Age.UNKNOWN


def look_over(group: ClassGroup, pupils: Sequence[TypedPupil]) -> list[Line]:
    """What each line would meet in this organisation; nobody of another one is looked at. Two queries."""
    same = same_names(organisation=group.organisation, names=[one.name for one in pupils])
    here = frozenset(group.members.filter(left_at=None).values_list("person", flat=True))
    seen: set[str] = set()
    lines = []
    for one in pupils:
        plain = plain_name(one.name)
        lines.append(Line(one, same.get(plain, ()), here, again=plain in seen))
        seen.add(plain)
    return lines


@transaction.atomic
def add_pupils(
    *,
    group: ClassGroup,
    lines: Sequence[Line],
    answers: Mapping[int, str],
    full_names: bool,
    by: User,
    at: datetime,
    key: UUID,
) -> int:
    """Make accounts, or take those that were chosen, and let them into the class. Returns how many came.

    ``answers``: line → NEW, LEAVE or the public id of one of its accounts; anything else is the usual answer.
    ``full_names``: certificates may print them as they are.
    """
    if not requestkeys.claim(
        person=by.public_id, key=key, act=requestkeys.act_on("add_pupils", group.public_id), at=at
    ):
        return 0
    new, known = [], []
    for index, line in enumerate(lines):
        by_id = {str(person.public_id): person for person in line.same}
        answer = answers.get(index, line.usual)
        answer = answer if answer in (NEW, LEAVE) or answer in by_id else line.usual
        if answer == NEW:
            new.append(line.pupil)
        elif answer != LEAVE:
            known.append((by_id[answer], line.pupil.nickname))
    made = make_managed_accounts(
        organisation=group.organisation,
        names=[NewPupil(one.name, typed_age(group), full_name=full_names) for one in new],
        by=by,
        at=at,
    )
    fresh = [(person, one.nickname) for person, one in zip(made, new, strict=True)]
    return len(add_members(group=group, people=[*known, *fresh], via=Member.Via.TYPED, by=by, at=at))


def managed_here(group: ClassGroup) -> QuerySet[User]:
    """Whose name, PIN and guardian's answer the teachers of this class look after."""
    return people_for_cards(group.organisation).filter(class_memberships__group=group, class_memberships__left_at=None)


@transaction.atomic
def correct_pupil(*, member: Member, name: str, nickname: str, by: User, at: datetime) -> bool:
    """False where the account is the person's own: then only the nickname, which is this class's, is kept."""
    if member.nickname != nickname:
        Member.objects.filter(pk=member.pk).update(nickname=nickname)
    if not managed_here(member.group).filter(pk=member.person_id).exists():
        return name == member.person.name
    person = member.person
    correct_name_of(
        person=person, name=name, title_before=person.title_before, title_after=person.title_after, by=by, at=at
    )
    return True


@transaction.atomic
def bring_back(*, member: Member, left_at: datetime, by: User, at: datetime) -> bool:
    """Undo of taking somebody out, by whoever did it. False: they have left or come back otherwise since."""
    if not Member.objects.filter(pk=member.pk, left_at=left_at).update(left_at=None):
        return False
    follow_members(member.group, [member.person_id], at=at)
    audit.log(
        actor=str(by.public_id),
        action="classes.member_brought_back",
        subject=str(member.group.public_id),
        detail={"person": str(member.person.public_id)},
        at=at,
    )
    return True
