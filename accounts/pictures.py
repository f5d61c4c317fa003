"""Picture PINs, for pupils who do not read digits well yet: four of twelve drawings, in order, none twice. Pure.

There are 11,880 rows, a hundredth of what six digits give: only pupils whose teacher hands the card out have one, and
wrong tries are limited (classes.domain.doors).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LENGTH = 4

# Key (Indonesian) → name on the screen, line drawing of 24 × 24. The order is that of the screen, for everybody.
_DRAWN: dict[str, tuple[StrOrPromise, str]] = {
    "kucing": (
        _("cat"),
        '<path d="M5 10V4l4 3h6l4-3v6c1 6-3 10-7 10S4 16 5 10z"/><path d="M9 12v.1M15 12v.1M10.5 15.5l1.5 1 1.500-1"/>',
    ),
    "ikan": (
        _("fish"),
        '<path d="M3 12c3-6 10-6 13.500-1L21 7v10l-4.500-4C13 18 6 18 3 12z"/><path d="M7.500 11v.1"/>',
    ),
    "bunga": (
        _("flower"),
        '<circle cx="12" cy="8.700" r="1.900"/><circle cx="12" cy="4.600" r="2.200"/>'
        '<circle cx="16" cy="7.500" r="2.200"/><circle cx="14.500" cy="12.200" r="2.200"/>'
        '<circle cx="9.500" cy="12.200" r="2.200"/>'
        '<circle cx="8" cy="7.500" r="2.200"/><path d="M12 14v8M12 20.500c3 0 4.500-1.500 4.500-3.500"/>',
    ),
    "rumah": (_("house"), '<path d="M3.500 11.500L12 4l8.500 7.500M6 10v10h12V10M10 20v-6h4v6"/>'),
    "matahari": (
        _("sun"),
        '<circle cx="12" cy="12" r="4"/><path d="M12 2.500v3M12 18.500v3M2.500 12h3M18.500 12h3M5.300 5.300l2.100 2.100'
        'M16.600 16.600l2.100 2.100M5.300 18.700l2.100-2.100M16.600 7.400l2.100-2.100"/>',
    ),
    "bintang": (
        _("star"),
        '<path d="M12 3l2.700 6 6.300.600-4.800 4.300 1.400 6.300L12 17l-5.600 3.200 1.400-6.300L3 9.600 9.300 9z"/>',
    ),
    "pohon": (
        _("tree"),
        '<path d="M12 21v-9M12 16l3-2.500M8 15.500a4 4 0 0 1-2.500-6.500A4.500 4.500 0 0 1 12 4'
        'a4.500 4.500 0 0 1 6.500 5A4 4 0 0 1 16 15.500z"/>',
    ),
    "payung": (_("umbrella"), '<path d="M3 12a9 8 0 0 1 18 0zM12 12v6.500a2 2 0 0 0 4 0M12 4V2.500"/>'),
    "perahu": (_("boat"), '<path d="M3 15h18l-3 5H6zM11 15V3l-6 9h6M13.500 12H19l-5.500-7"/>'),
    "bola": (
        _("ball"),
        '<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c4 5 4 12 0 17M12 3.500c-4 5-4 12 0 17"/>',
    ),
    "kunci": (_("key"), '<circle cx="7.500" cy="12" r="4"/><path d="M11.500 12H21M17 12v3.500M20.500 12v4.500"/>'),
    "mobil": (
        _("car"),
        '<path d="M3 16v-3l2-1 2-5h9l3 5 2 1v3h-2M9.500 16h5M3 16h2M6 12h12"/>'
        '<circle cx="7.200" cy="16.500" r="2.200"/><circle cx="16.800" cy="16.500" r="2.200"/>',
    ),
}
KEYS = tuple(_DRAWN)


def name_of(key: str) -> StrOrPromise:
    return _DRAWN[key][0]


def drawing(key: str) -> str:
    """Inside of an <svg viewBox="0 0 24 24">, to be stroked."""
    return _DRAWN[key][1]


def new_row() -> list[str]:
    """Four pictures, by chance; not the first ones as they stand on the screen, nor any four beside each other."""
    while True:
        row = secrets.SystemRandom().sample(KEYS, LENGTH)
        steps = {KEYS.index(b) - KEYS.index(a) for a, b in pairwise(row)}
        if steps not in ({1}, {-1}):
            return row


def is_row(keys: Sequence[str]) -> bool:
    return len(keys) == LENGTH == len(set(keys)) and set(keys) <= set(KEYS)


def secret_of(row: Sequence[str]) -> str:
    """What is hashed; no password that somebody could choose by chance."""
    return "gambar:" + "-".join(row)


def secret_in_words(text: str) -> str:
    """Four names typed in a row, in either language, where a page asks for the secret once more; else as typed."""
    by_word = {str(name_of(key)).casefold(): key for key in KEYS} | {key: key for key in KEYS}
    row = [by_word.get(word, "") for word in text.casefold().replace(",", " ").split()]
    return secret_of(row) if is_row(row) else text
