"""The address a request comes from, as far as our own proxies vouch for it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Remote address, or the one our outermost trusted proxy saw; headers of anybody else are ignored."""
    remote = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return remote
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return forwarded[-settings.TRUSTED_PROXIES] if len(forwarded) >= settings.TRUSTED_PROXIES else remote


def is_loopback(request: HttpRequest) -> bool:
    """The request comes from this very machine and through no proxy."""
    proxied = any(request.META.get(name) for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"))
    return not proxied and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
