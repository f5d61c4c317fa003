"""Numbers that could belong to somebody. An invented one is written with x: 0812-xxxx-xxxx."""

from __future__ import annotations

import re

_NIK = re.compile(
    r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4})(?!\d)"  # also NKK and card numbers
)
_PHONE = re.compile(r"(?<![\d-])(?:\+?62[ -]?|0)8\d{2}[ .-]?\d{3,4}[ .-]?\d{3,5}(?!\d)")
_ACCOUNT = re.compile(
    r"\b(?:rekening|rek|virtual account|va|account number)\b[^.\d]{0,40}?(?<!\d)\d(?:[ -]?\d){7,17}(?!\d)",
    re.IGNORECASE,
)


def looks_personal(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_NIK, _PHONE, _ACCOUNT))
