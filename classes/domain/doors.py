"""Coming into a class: with its code, and for pupils without phone or e-mail also signing in with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.domain.consent import give_consent
from accounts.domain.managed import plain_name
from accounts.domain.sign_in import TooManyTries, whose_secret
from accounts.models import Consent, User
from accounts.privacy import IN_CLASS
from classes.codes import read_code
from classes.domain.groups import add_members, remove_member
from classes.models import ClassGroup, Member
from core import ratelimit, requestkeys
from core.ratelimit import Limit

# Codes that open nothing. 40 children behind one Wi-Fi mistype a code now and then; at this pace a robot meets one of
# 3,000 classes every week or two, and learns its name. Each device has a smaller count, so that one cannot use up all.
WRONG_CODES = Limit("class_code_address", times=300, per=timedelta(hours=1))
WRONG_CODES_HERE = Limit("class_code_device", times=15, per=timedelta(minutes=10))
# Wrong PINs for one name in one class. Fewer a day than elsewhere: a row of pictures has 11,880 possibilities.
PER_PUPIL = Limit("class_sign_in", times=5, per=timedelta(minutes=5))
PER_PUPIL_DAY = Limit("class_sign_in_day", times=20, per=timedelta(days=1))

_FEWEST_CHECKS = 2  # hashes of each try, also where there is no such class


class NotOpen(Exception):
    """The class takes nobody in with its code."""


class StaysInClass(Exception):
    """A child whose account the school made leaves by the school."""


def class_of_code(text: str, *, device: str, address: str, now: datetime) -> ClassGroup | None:
    """The class that this code opens today. Only codes that open nothing are counted. Raises TooManyTries.

    ``device``: what tells one phone from others behind the same address, or "".
    """
    subjects = [(WRONG_CODES, address)] + ([(WRONG_CODES_HERE, f"{device} {address}")] if device else [])
    waits = [wait for limit, subject in subjects if (wait := ratelimit.wait(limit, subject, now=now))]
    if waits:
        raise TooManyTries(max(waits))
    found = open_class(text)
    if found is None and (wait := ratelimit.take_all(subjects, now=now)):
        raise TooManyTries(wait)
    return found


def open_class(text: str) -> ClassGroup | None:
    """Not archived ones. That of a training serves for signing in with a card; its places are its way in."""
    code = read_code(text)
    found = ClassGroup.objects.filter(code=code, archived_at=None)
    return found.select_related("organisation").first() if code else None


@dataclass(frozen=True)
class Named:
    """Whom a name typed in a class may mean; for the eyes of the server only until a PIN has matched."""

    people: Sequence[User]
    checks: int  # hashes of each try: the same for every name of this class


def people_named(group: ClassGroup | None, name: str) -> Named:
    """Those whose account a school made, by their name or nickname. One query, whatever the name."""
    rows = group.members.filter(left_at=None).select_related("person") if group else Member.objects.none()
    pupils = rows.filter(person__managed_by__isnull=False, person__is_active=True)
    pupils = pupils.filter(person__is_staff=False, person__is_superuser=False, person__is_guest=False)
    wanted, found, names = plain_name(name), [], Counter[str]()
    for row in pupils:
        called = {plain_name(row.person.name), plain_name(row.nickname)} - {""}
        names.update(called)
        if wanted in called:
            found.append(row.person)
    return Named(found, max(_FEWEST_CHECKS, *names.values(), 0))


def pupils_with_secret(
    group: ClassGroup | None,
    *,
    code: str,
    name: str,
    named: Named,
    secret: str,
    device: str,
    address: str,
    now: datetime,
) -> list[User]:
    """Whose PIN it is among those of this name: usually one. Raises TooManyTries.

    The same hashes and the same counting for a name that nobody has, and for a code that opens nothing: ``group`` None.
    ``device``: opaque id of a device on which one of them signed in before, or "".
    """
    return whose_secret(
        list(named.people),
        secret=secret,
        checks=named.checks,
        subject=_subject(str(group.public_id) if group else read_code(code), name, device),
        address=address,
        now=now,
        limits=(PER_PUPIL, PER_PUPIL_DAY),
    )


def forget_tries(member: Member) -> None:
    """After a new PIN: who has mistyped the one before is not kept waiting."""
    for name in (member.person.name, member.nickname):
        for device in ("", member.person.public_id.hex):
            for limit in (PER_PUPIL, PER_PUPIL_DAY):
                ratelimit.forget(limit, _subject(str(member.group.public_id), name, device))


def _subject(group: str, name: str, device: str) -> str:
    return f"{group} {plain_name(name)} {device}"


@transaction.atomic
def join_class(*, group: ClassGroup, person: User, at: datetime, key: UUID) -> Member:
    """By oneself, having read what its teachers will see. Twice is once. Raises NotOpen."""
    requestkeys.claim(person=person.public_id, key=key, act=requestkeys.act_on("join_class", group.public_id), at=at)
    here = group.members.filter(person=person, left_at=None).first()
    if here is not None:
        return here
    locked = ClassGroup.objects.select_for_update().get(pk=group.pk)
    if not locked.code_open or locked.archived_at or locked.kind == ClassGroup.Kind.EVENT:
        raise NotOpen
    give_consent(person=person, purpose=IN_CLASS, at=at)
    return add_members(group=group, people=[(person, "")], via=Member.Via.CODE, by=person, at=at)[0]


@transaction.atomic
def leave_class(*, member: Member, at: datetime) -> None:
    """By oneself; twice is once. Raises StaysInClass."""
    if not may_leave(member):
        raise StaysInClass
    if member.left_at is not None:
        return
    remove_member(member=member, by=member.person, at=at)
    still = Member.objects.filter(person=member.person, via=Member.Via.CODE, left_at=None).exclude(pk=member.pk)
    if not still.exists():
        Consent.objects.filter(person=member.person, purpose=IN_CLASS.name, withdrawn_at=None).update(withdrawn_at=at)


def may_leave(member: Member) -> bool:
    return not (member.person.managed_by_id and member.person.is_minor)
