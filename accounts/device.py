"""The device cookie: which accounts signed in on this device before. Signed, opaque, and no permission."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from accounts.domain.sign_in import normalise_identifier, people_behind
from accounts.models import User

_AGE = 400 * 86_400
_MOST_PEOPLE = 12
_SALT = "accounts.device"


def _known(request: HttpRequest) -> list[str]:
    try:
        value = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, default="", salt=_SALT, max_age=_AGE)
    except BadSignature:
        return []
    return value.split(".") if value else []


def device_bucket(request: HttpRequest, identifier: str) -> str:
    """A name for “this account on a device it knows”, or "" on any other device."""
    return bucket_of(request, people_behind(normalise_identifier(identifier))) if _known(request) else ""


def bucket_of(request: HttpRequest, people: Iterable[User]) -> str:
    """The one of these who signed in on this device last, or ""."""
    behind = {person.public_id.hex for person in people}
    return next((public_id for public_id in _known(request) if public_id in behind), "")


def last_person(request: HttpRequest) -> str:
    """Opaque id of who signed in here last, or "" on a new device."""
    return next(iter(_known(request)), "")


def remember_device(request: HttpRequest, response: HttpResponse, person: User) -> None:
    mine = person.public_id.hex
    known = [mine, *(other for other in _known(request) if other != mine)][:_MOST_PEOPLE]
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join(known),
        salt=_SALT,
        max_age=_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
