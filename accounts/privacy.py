"""Purposes people consent to, with the version of the text they saw (UU 27/2022 arts. 20–24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Purpose:
    name: str
    label: StrOrPromise  # in lists
    version: str
    sentence: StrOrPromise
    required: bool


LEARNING, REGION = PURPOSES = (
    Purpose(
        "learning",
        _("learning and certificates"),
        "2026-11",
        _("I agree that my name and my learning progress are kept so that I can learn here and get certificates."),
        True,
    ),
    Purpose(
        "region",
        _("counting per kelurahan"),
        "2026-11",
        _("I agree that my kelurahan is counted in reports of the city, without my name."),
        False,
    ),
)

# Asked of whoever joins a class with its code; withdrawn by leaving the last one. Not part of making an account.
IN_CLASS = Purpose(
    "class",
    _("your classes"),
    "2026-11",
    _("I agree that the teachers of this class see my name, my assignments and how far I am with them."),
    False,
)
