"""What may serve as a PIN or password: fair for beginners, not for guessers."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.secrets import fair_pin
from accounts.models import User
from accounts.secrets import is_pin, weak_pin_reason

SITI = User(username="siti.aminah", name="Siti Aminah", phone="+6281246813579")
TRAINER = User(username="bagus", name="Bagus", is_staff=True)


def refused(secret: str, person: User = SITI) -> str:
    """Why the secret is refused, in the words of the code; "" when it is fine."""
    with translation.override("en"):
        try:
            validate_password(secret, person)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("111111", "This PIN repeats one or two digits"),
        ("121212", "This PIN repeats one or two digits"),
        ("112112", "This PIN repeats one or two digits"),
        ("990999", "This PIN repeats one or two digits"),
        ("123456", "Digits in a row"),
        ("345678", "Digits in a row"),
        ("654321", "Digits in a row"),
        ("123123", "This PIN follows a simple pattern"),
        ("475475", "This PIN follows a simple pattern"),
        ("475574", "This PIN follows a simple pattern"),
        ("468135", "This PIN is part of your phone number"),
        ("812468", "This PIN is part of your phone number"),
    ],
)
def test_pins_that_others_try_first_are_refused(pin, reason):
    assert refused(pin).startswith(reason)


@pytest.mark.parametrize("pin", ["247913", "190845", "001234", "908172", "123457"])
def test_other_pins_are_fine(pin):
    assert refused(pin) == ""


@pytest.mark.parametrize("secret", ["24681", "2468135", " 246813", "246 813", "24681a", "2468\u066113"])
def test_only_six_plain_digits_are_a_pin(secret):
    assert not is_pin(secret)


def test_digits_of_another_script_are_no_pin():
    """A phone's number pad cannot type them again."""
    assert not is_pin("\u0662\u0664\u0666\u0668\u0661\u0663")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "Use at least 8 characters, or a PIN of 6 digits."),
        ("kebun-a", "Use at least 8 characters, or a PIN of 6 digits."),
        ("19081945", "Digits only are easy to guess."),
        ("2026112100", "Digits only are easy to guess."),
        ("siti.aminah1", "Your name or number should not be in your password."),
        ("SITI AMINAH!", "Your name or number should not be in your password."),
        ("x81246813579x", "Your name or number should not be in your password."),
        ("password1", "Very many people use this password."),
        ("PASSWORD1", "Very many people use this password."),
        ("iloveyou", "Very many people use this password."),
    ],
)
def test_weak_passwords_are_refused(password, reason):
    assert refused(password).startswith(reason)


@pytest.mark.parametrize("password", ["kebun-raya", "pohon mangga di halaman", "ꦱꦸꦏꦩꦗꦸꦱꦸꦏ", "🌱🌱🌱🌱🌱🌱🌱🌱", "x" * 128])
def test_other_passwords_are_fine(password):
    assert refused(password) == ""


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("246813", "Use at least 10 characters."),
        ("kebun-ray", "Use at least 10 characters."),
        ("1908194519", "Digits only are easy to guess."),
        ("bagus-bagus-bagus", "Your name or number should not be in your password."),
        ("kebun-raya", ""),
    ],
)
def test_staff_need_a_longer_password_and_no_pin(secret, reason):
    assert refused(secret, TRAINER).startswith(reason)
    assert bool(refused(secret, TRAINER)) is bool(reason)


def test_a_password_is_checked_without_a_person_too():
    with pytest.raises(ValidationError):
        validate_password("111111")
    validate_password("246813")


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"\+628[0-9]{8,11}", fullmatch=True))
def test_a_pin_that_is_handed_over_is_never_a_weak_one(phone):
    pin = fair_pin(phone)
    assert is_pin(pin)
    assert weak_pin_reason(pin, phone) is None
