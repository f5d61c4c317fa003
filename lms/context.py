"""What every learner page needs: the site's name and face. Costs one query, the municipality."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from core.colours import readable_on_dark
from lms.styles import COOKIE, inline_style, style_digest

DEFAULT_PRIMARY = "#0b6e69"


def face(request: HttpRequest | None) -> dict[str, object]:
    """Nothing is asked of the database before a template uses it."""
    digest = style_digest()
    return {
        "language": get_language(),
        "style_url": reverse("style_sheet", args=[digest]),
        "style_digest": digest,
        "style_inline": None if request and request.COOKIES.get(COOKIE) == digest else inline_style(),
        "style_cookie": COOKIE,
        "own_colours": lambda: _own_colours(request),
    }


def _own_colours(request: HttpRequest | None) -> str:
    """Custom properties where the municipality chose its own primary colour."""
    colour = request.municipality.primary_colour if request and hasattr(request, "municipality") else DEFAULT_PRIMARY
    if colour == DEFAULT_PRIMARY:
        return ""
    light = f":root{{--primary:{colour};--link:{colour};--resume:{colour}}}"
    bright = readable_on_dark(colour)
    return f"{light}@media (prefers-color-scheme:dark){{:root{{--primary:{bright};--link:{bright}}}}}"
