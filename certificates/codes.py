"""Codes by which a certificate is found: too many to guess, easy to type. Pure.

The alphabet is Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U,
and what people type for them is read as what was meant.
"""

from __future__ import annotations

import re
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16  # 80 bits; SECURITY 27 asks for 64
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_code() -> str:
    """Printed on the certificate for typing: XXXX-XXXX-XXXX-XXXX."""
    return group("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)))


def new_token() -> str:
    """In the QR's address: 128 bits."""
    return secrets.token_urlsafe(16)


def is_token(text: str) -> bool:
    """Whether it can be one at all: an address may hold anything, also what no database compares."""
    return _TOKEN.fullmatch(text) is not None


def group(code: str) -> str:
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def normalise_code(text: str) -> str | None:
    """The code that was meant, grouped; None when it cannot be one."""
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(_MEANT)
    if len(letters) != _LENGTH or any(c not in _ALPHABET for c in letters):
        return None
    return group(letters)
