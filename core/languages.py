"""The language in force, and how a browser remembers it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language


def language_now() -> str:
    """“id” or “en”, never with a region."""
    return (get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def keep_language(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
