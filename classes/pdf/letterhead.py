"""What the documents of classes have in common: who issues them, and their language."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.utils import translation

from core.models import MunicipalitySettings


def letterhead(day: date) -> dict[str, Any]:
    municipality = MunicipalitySettings.load()
    return {
        "issuer": municipality.office or municipality.municipality or municipality.site_name,
        "site": municipality.site_name,
        "municipality": municipality.municipality,
        "office": municipality.office,
        "contact": municipality.help_contact,
        "day": [day.year, day.month, day.day],
    }


def in_indonesian() -> AbstractContextManager[None]:
    """Documents go to parents, pupils and offices: they speak Indonesian, whatever the screen speaks."""
    return translation.override("id")
