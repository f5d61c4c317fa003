"""Indonesian mobile numbers: many ways to write one number, one way to keep it (E.164)."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s().\-–]+")
# +62 8…, 9 to 13 digits after the country code: the numbering plan's range for mobile subscribers.
_NATIONAL = re.compile(r"8[0-9]{7,11}")


class NotAPhoneNumber(ValueError):
    pass


def normalise_phone(text: str) -> str:
    """08…, 628… and +62 8… become +628…; raises NotAPhoneNumber for anything else."""
    digits = _SEPARATORS.sub("", text.strip())
    for prefix in ("+62", "62", "0"):
        if digits.startswith(prefix) and _NATIONAL.fullmatch(digits.removeprefix(prefix)):
            return "+62" + digits.removeprefix(prefix)
    raise NotAPhoneNumber(text)


def looks_like_phone(text: str) -> bool:
    try:
        normalise_phone(text)
    except NotAPhoneNumber:
        return False
    return True


def show_phone(e164: str) -> str:
    """+6281234567890 → 0812-3456-7890"""
    national = "0" + e164.removeprefix("+62")
    return "-".join(part for part in (national[:4], national[4:8], national[8:]) if part)
