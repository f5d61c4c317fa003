"""A member of staff has lost phone and spare codes: an administrator takes the second step away."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.domain.notices import notify
from accounts.domain.people import may_administer
from accounts.domain.secrets import MayNotReset
from accounts.domain.sessions import end_sessions
from accounts.models import User
from core import audit


def may_reset_second_factor(*, by: User, person: User) -> bool:
    """There is one to reset, and it is somebody else's."""
    return may_administer(by=by, person=person) and Authenticator.objects.filter(user=person).exists()


@transaction.atomic
def reset_second_factor(*, by: User, person: User, at: datetime) -> None:
    """Take app, passkeys and spare codes away; the password stays, and the next sign-in asks for a new second step.

    Raises MayNotReset.
    """
    if not may_reset_second_factor(by=by, person=person):
        raise MayNotReset
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    audit.log(actor=str(by.public_id), action="accounts.second_factor_reset", subject=str(person.public_id), at=at)
    notify(person=person, kind="second_factor_reset", at=at, by=by.name, by_id=str(by.public_id))
