"""Accounts that a school or agency makes for its people, who may have neither phone nor e-mail."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Organisation, User
from accounts.models.people import Age
from core import audit

_BATCH = 500
_FALLBACK = "peserta"  # for names without a letter that a keyboard here has


@dataclass(frozen=True)
class NewPupil:
    """``full_name``: whoever made the list says that this is the whole name, as it may be printed.

    Then certificates do not wait for the pupil to confirm it. A call name alone is never printed unasked.
    """

    name: str
    age: str = Age.MINOR
    full_name: bool = False


@transaction.atomic
def make_managed_account(
    *, organisation: Organisation, name: str, age: str = Age.MINOR, full_name: bool = False, by: User, at: datetime
) -> User:
    """One account; see make_managed_accounts."""
    return make_managed_accounts(organisation=organisation, names=[NewPupil(name, age, full_name)], by=by, at=at)[0]


@transaction.atomic
def make_managed_accounts(
    *, organisation: Organisation, names: Sequence[NewPupil], at: datetime, by: User | None = None
) -> list[User]:
    """In the order of ``names``; nobody can sign in to them until a card is made. No hashing.

    Whether somebody of this name has an account already is the caller's question (same_names). ``by`` None: the system.
    """
    if not names:
        return []
    usernames = _free_usernames([one.name for one in names])
    people = [
        User(
            username=username,
            name=one.name,
            age=one.age,
            managed_by=organisation,
            joined_at=at,
            name_confirmed_at=at if one.full_name else None,
        )
        for one, username in zip(names, usernames, strict=True)
    ]
    for person in people:
        person.set_unusable_password()
    made = User.objects.bulk_create(people, batch_size=_BATCH)
    audit.log(
        actor=str(by.public_id) if by else "system",
        action="accounts.managed_made",
        subject=str(organisation.public_id),
        detail={"people": str(len(made))},
        at=at,
    )
    return made


def plain_name(name: str) -> str:
    """By which two names are the same: case, accents, dots and spaces aside (“M. Ilham” is “m ilham”)."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(char if char.isalnum() else " " for char in letters if not unicodedata.combining(char))
    return " ".join(kept.split())


def same_names(*, organisation: Organisation, names: Sequence[str]) -> dict[str, list[User]]:
    """Plain name → accounts that this organisation itself made; never those of another. One query."""
    wanted = {plain_name(name) for name in names} - {""}
    found: dict[str, list[User]] = {}
    for person in User.objects.filter(managed_by=organisation, is_guest=False).order_by("pk"):
        if (plain := plain_name(person.name)) in wanted:
            found.setdefault(plain, []).append(person)
    return found


def _free_usernames(names: Sequence[str]) -> list[str]:
    """Like “budi-4827”: the first word and digits, so that it can be read aloud and copied from a board."""
    made: dict[int, str] = {}
    missing, digits = list(range(len(names))), 4
    while missing:
        for index in missing:
            made[index] = f"{_stem(names[index])}-{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
        taken = _taken([made[index] for index in missing])
        kept = {name: index for index, name in sorted(made.items(), reverse=True)}  # the first one keeps its name
        missing = [index for index in missing if made[index] in taken or kept[made[index]] != index]
        digits = min(digits + 1, 8)
    return [made[index] for index in range(len(names))]


def _taken(usernames: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(usernames), _BATCH):
        there = User.objects.filter(username__in=usernames[start : start + _BATCH])
        found.update(name for name in there.values_list("username", flat=True) if name)
    return found


def _stem(name: str) -> str:
    words = ("".join(c for c in word if c.isascii() and c.isalpha()) for word in plain_name(name).split())
    return next((word[:16] for word in words if len(word) > 1), _FALLBACK)
