"""What may serve as a password or PIN: a fair check that beginners can pass (pure, but for Django's lists)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User

PIN = re.compile(r"[0-9]{6}")  # of the number pad: digits of another script cannot be typed there
MIN_PASSWORD = 8
MIN_STAFF_PASSWORD = 10


def is_pin(secret: str) -> bool:
    return bool(PIN.fullmatch(secret))


def weak_pin_reason(pin: str, phone: str = "") -> str | None:
    """Why a six-digit PIN is too easy to guess, or None."""
    digits = [int(digit) for digit in pin]
    steps = {b - a for a, b in pairwise(digits)}
    if len(set(digits)) <= 2:
        return _("This PIN repeats one or two digits. Mix the digits more.")
    if steps in ({1}, {-1}):
        return _("Digits in a row are the first thing others try. Mix the digits.")
    if pin[:3] == pin[3:] or pin[:2] * 3 == pin or pin[:3] == pin[:2:-1]:
        return _("This PIN follows a simple pattern. Mix the digits more.")
    if phone and pin in phone:
        return _("This PIN is part of your phone number. Choose another one.")
    return None


def weak_password_reason(password: str, person: User | None = None, minimum: int = MIN_PASSWORD) -> str | None:
    if len(password) < minimum:
        if minimum > MIN_PASSWORD:
            return _("Use at least %(count)s characters.") % {"count": minimum}
        return _("Use at least %(count)s characters, or a PIN of 6 digits.") % {"count": minimum}
    if password.isdigit():
        return _("Digits only are easy to guess. Add letters.")
    lowered = password.lower()
    own = [person.username, person.name, person.phone.removeprefix("+62")] if person else []
    if any(part and len(part) > 3 and part.lower() in lowered for part in own):
        return _("Your name or number should not be in your password.")
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return _("Very many people use this password. Choose another one.")
    return None


class FairSecretValidator:
    """Django's password validator interface over the two checks above; staff may not use a PIN."""

    def validate(self, password: str, user: User | None = None) -> None:
        staff = bool(user and user.is_staff)
        if is_pin(password) and not staff:
            reason = weak_pin_reason(password, user.phone if user else "")
        else:
            reason = weak_password_reason(password, user, MIN_STAFF_PASSWORD if staff else MIN_PASSWORD)
        if reason:
            raise ValidationError(reason, code="weak_secret")

    def get_help_text(self) -> str:
        return _("A PIN of 6 digits, or a password of at least 8 characters.")
