"""The letter that asks a guardian for consent: a page for each child, or one without a name to copy.

Its version stands on it and with each answer (accounts.domain.guardians): a new text gets a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.domain.guardians import LETTER_VERSION
from classes.models import ClassGroup
from classes.pdf.letterhead import in_indonesian, letterhead
from core.typeset import typeset
from core.words import plain_date

_TEMPLATE = Path(__file__).with_name("guardian_letter.typ")


def render_letters(group: ClassGroup, names: Sequence[str], *, day: date) -> bytes:
    """``names``: "" leaves a line to write on. In Indonesian."""
    with in_indonesian():
        data = letterhead(day) | {
            "title": _("Consent of the parent or guardian"),
            "version": LETTER_VERSION,
            "organisation": group.organisation.name,
            "class": str(group),
            "names": list(names),
            "date": plain_date(day),
        }
    return typeset(_TEMPLATE, data, day=day)
