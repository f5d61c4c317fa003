"""The first administrator, by a link that works once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.roles import grant_role
from accounts.models import RoleGrant, SetupLink, User
from accounts.roles import Role

VALID_FOR = timedelta(hours=24)


class LinkSpent(Exception):
    """The link is unknown, used, or too old; or there is an administrator already."""


def is_set_up() -> bool:
    return RoleGrant.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True).exists()


@transaction.atomic
def make_setup_token(*, at: datetime) -> str:
    """A fresh token; links made before stop working. Raises LinkSpent when there is an administrator."""
    if is_set_up():
        raise LinkSpent
    SetupLink.objects.filter(used_at=None).delete()
    token = secrets.token_urlsafe(24)
    SetupLink.objects.create(token_hash=_hash(token), made_at=at)
    return token


def is_token_valid(token: str, *, at: datetime) -> bool:
    return (
        not is_set_up()
        and SetupLink.objects.filter(token_hash=_hash(token), used_at=None, made_at__gt=at - VALID_FOR).exists()
    )


@transaction.atomic
def make_first_administrator(*, token: str, name: str, username: str, password: str, at: datetime) -> User:
    """Raises LinkSpent; two requests at once make one administrator."""
    link = SetupLink.objects.select_for_update().filter(token_hash=_hash(token), used_at=None).first()
    if link is None or is_set_up() or link.made_at <= at - VALID_FOR:
        raise LinkSpent
    link.used_at = at
    link.save(update_fields=["used_at"])
    person = User(name=name, username=username, joined_at=at)
    person.set_password(password)
    person.save()
    grant_role(person=person, role=Role.ADMINISTRATOR, by=None, at=at)
    return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
