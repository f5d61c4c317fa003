"""The recovery card: six words that let a person back in without e-mail or SMS."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.domain.sessions import end_sessions
from accounts.models import User
from accounts.secrets import is_pin
from core import audit

_NO_CARD = make_password(secrets.token_hex())  # words that nobody knows
WORD_COUNT = 6  # of some 550 words: 54 bits, tried at most a few times an hour


@cache
def _words() -> list[str]:
    return (Path(__file__).parent.parent / "words.txt").read_text(encoding="utf-8").split()


def make_recovery_words(person: User, *, at: datetime) -> list[str]:
    """New words for the person, who must still be saved; words made before stop working."""
    words = [secrets.choice(_words()) for _ in range(WORD_COUNT)]
    person.recovery_hash = make_password(" ".join(words))
    person.recovery_made_at = at
    return words


def normalise_words(text: str) -> str:
    """As they are read aloud or typed: any case, commas, hyphens or numbers between them."""
    return " ".join("".join(c if c.isalpha() else " " for c in text.lower()).split())


def person_with_words(*, candidates: list[User], words: str, checks: int) -> User | None:
    """The one of the candidates whose card says these words; somebody without a card is never meant.

    ``checks``: hashes to compute at least, so that the time does not tell how many candidates there are.
    """
    normalised = normalise_words(words)
    hashes = [person.recovery_hash or _NO_CARD for person in candidates]
    fits = [check_password(normalised, kept) for kept in [*hashes, *[_NO_CARD] * (checks - len(hashes))]]
    return next((person for person, fit in zip(candidates, fits, strict=False) if fit and person.recovery_hash), None)


@transaction.atomic
def recover(*, person: User, new_secret: str, at: datetime) -> list[str]:
    """Set a new secret by the card, end all other sessions, and give a new card.

    Staff may do so, too: their second factor stays.
    """
    person.set_password(new_secret)
    person.has_pin, person.has_pictures, person.must_change_secret = is_pin(new_secret), False, False
    words = make_recovery_words(person, at=at)
    person.save()
    end_sessions(person)
    audit.log(actor=str(person.public_id), action="accounts.recovered_by_card", subject=str(person.public_id), at=at)
    return words
