"""Who may come in: the same answer in the same time, whatever was wrong (SECURITY 2, 3)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password

from accounts.domain.sign_up import MAX_PEOPLE_PER_PHONE
from accounts.models import User
from accounts.phones import NotAPhoneNumber, normalise_phone
from core import ratelimit
from core.ratelimit import Limit

# Tries without success. A device on which somebody of this name has signed in before has a count of its own,
# so that a stranger who guesses cannot lock a person out of their own phone.
PER_ACCOUNT = Limit("sign_in_account", times=5, per=timedelta(minutes=5))
PER_ACCOUNT_DAY = Limit("sign_in_account_day", times=40, per=timedelta(days=1))
PER_ADDRESS = Limit("sign_in_address", times=600, per=timedelta(minutes=5))
RECOVERY = Limit("recovery", times=8, per=timedelta(hours=1))
RECOVERY_PER_ADDRESS = Limit("recovery_address", times=600, per=timedelta(hours=1))  # a class behind one Wi-Fi

_NOBODY = make_password(secrets.token_hex())


@dataclass(frozen=True)
class TooManyTries(Exception):
    wait: timedelta


def normalise_identifier(text: str) -> str:
    """A phone number in E.164, or a user name in small letters."""
    try:
        return normalise_phone(text)
    except NotAPhoneNumber:
        return text.strip().lower()


def people_behind(identifier: str) -> list[User]:
    """Accounts this may name; for the caller's eyes only until a secret has matched."""
    field = "phone" if identifier.startswith("+") else "username"
    return (
        list(User.objects.filter(**{field: identifier}, is_active=True, is_guest=False).order_by("pk"))
        if identifier
        else []
    )


def checks_for(identifier: str) -> int:
    """Hashes computed for every try, so that the time does not tell whether anybody, or how many, may be meant."""
    return MAX_PEOPLE_PER_PHONE if identifier.startswith("+") else 1


def people_with_secret(*, identifier: str, secret: str, device: str, address: str, now: datetime) -> list[User]:
    """Everybody behind the identifier whose secret this is: usually one; in a family perhaps two.

    ``device``: opaque id of a device on which this account signed in before, or "". Raises TooManyTries.
    """
    name = normalise_identifier(identifier)
    return whose_secret(
        people_behind(name),
        secret=secret,
        checks=checks_for(name),
        subject=f"{name} {device}",
        address=address,
        now=now,
    )


def whose_secret(
    candidates: list[User],
    *,
    secret: str,
    checks: int,
    subject: str,
    address: str,
    now: datetime,
    limits: tuple[Limit, Limit] = (PER_ACCOUNT, PER_ACCOUNT_DAY),
) -> list[User]:
    """Those of the candidates whose secret this is, after as many hashes as ``checks`` whoever they are.

    ``subject``: what wrong tries are counted for under ``limits``. Raises TooManyTries.
    """
    wait = ratelimit.take_all([*((limit, subject) for limit in limits), (PER_ADDRESS, address)], now=now)
    if wait:
        raise TooManyTries(wait)
    matching = [person for person in candidates if check_password(secret, person.password)]
    for _ in range(checks - len(candidates)):
        check_password(secret, _NOBODY)
    for limit in limits if matching else ():
        if len(matching) == len(candidates):
            ratelimit.forget(limit, subject)
        else:  # whoever shares a number must not start the count anew for guessing at the others behind it
            ratelimit.give_back(limit, subject, now=now)
    return matching
