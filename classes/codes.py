"""Class codes: six letters and digits that can be read aloud and copied from a board. Pure."""

from __future__ import annotations

import secrets

# Without those that look or sound alike on a board: 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
LENGTH = 6  # 24 ** 6: 191 million; tries without success are limited (classes.domain.doors)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """As typed, with any case, spaces or hyphens; "" where it cannot be one."""
    code = "".join(char for char in text.upper() if char not in " -.\u00a0")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def show_code(code: str) -> str:
    """In two groups: “7KD 4PX”."""
    return f"{code[:3]} {code[3:]}"
