"""The demo's staff: their password is public, so they come in on the very computer that serves, and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from core.address import is_loopback

DEMO_CODE = "202611"  # instead of their second step, which nobody knows
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_only_here() -> bool:
    """`up` bound the server to this machine, and no proxy of ours brings others to it."""
    return settings.BIND_HOST in _LOOPBACK and not settings.TRUSTED_PROXIES


def is_demo_code_allowed(user: User, request: HttpRequest) -> bool:
    """Invented staff, on a server that only this machine reaches, asked from this machine."""
    return user.is_demo and is_only_here() and is_loopback(request)


def is_shut_out(user: User, request: HttpRequest) -> bool:
    """Demo staff elsewhere: no second step of theirs counts, and they set up no new one."""
    return user.is_demo and user.is_staff and not is_demo_code_allowed(user, request)
