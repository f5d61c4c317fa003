"""Invented people for tests. Each function makes exactly what its name says."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils import timezone

from accounts.domain.guests import start_guest
from accounts.domain.roles import grant_role
from accounts.models import Organisation, User
from accounts.models.people import Age
from accounts.roles import Role

_numbers = itertools.count(1)
PIN = "246813"
PASSWORD = "kebun-raya-sukamaju"


def person(**fields) -> User:
    """An adult with an account and a PIN, no role, name not confirmed for printing."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "username": f"orang{number}",
        "name": f"Orang Contoh {number}",
        "age": Age.ADULT,
        "has_pin": True,
    } | fields
    secret = values.pop("secret", PIN)
    made = User(**values)
    made.set_password(secret)
    made.save()
    return made


def learner(**fields) -> User:
    """A person whose name is confirmed: certificates are issued at once."""
    return person(**({"name_confirmed_at": timezone.now()} | fields))


def guest() -> User:
    return start_guest(language="id", at=timezone.now())


def staff(role: Role, organisation: Organisation | None = None, **fields) -> User:
    made = person(**({"secret": PASSWORD, "has_pin": False} | fields))
    grant_role(person=made, role=role, by=None, organisation=organisation)
    made.refresh_from_db()
    return made


def organisation(
    name: str = "Lembaga Contoh", parent: Organisation | None = None, kind: str = "community"
) -> Organisation:
    if parent is None:
        return Organisation.add_root(name=name, kind=kind)
    return Organisation.objects.get(pk=parent.pk).add_child(name=name, kind=kind)
