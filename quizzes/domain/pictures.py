"""The picture of a question. A version keeps which one, not its HTML: replacing a picture clears its old files away."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.html import format_html

from core.models import Picture
from core.models.settings import municipality_now
from core.pictures import lesson_picture, small_picture


def frozen_picture(picture: Picture | None, alt: str) -> dict[str, Any] | None:
    return {"id": picture.pk, "alt": alt} if picture else None


def shown_picture(frozen: dict[str, Any] | str | None) -> str:
    """HTML of the picture as it is now; its words where it was deleted."""
    if not frozen:
        return ""
    if isinstance(frozen, str):  # versions of old hold HTML
        return frozen
    return picture_html(frozen["id"], frozen["alt"], municipality_now().version)


def shown_beside(frozen: dict[str, Any]) -> str:
    """HTML of a choice's picture, small; its words where it was deleted."""
    return picture_html(frozen["id"], frozen["alt"], municipality_now().version, small=True)


@lru_cache(maxsize=500)
def picture_html(picture: int, alt: str, version: int, *, small: bool = False) -> str:
    """Kept per process; whatever changes a picture raises the ``version`` of the settings."""
    found = Picture.objects.filter(pk=picture).first()
    if small:
        return str(small_picture(found, alt) if found else format_html("<i>{}</i>", alt))
    return str(lesson_picture(found, alt) if found else format_html("<p>{}</p>", alt))
