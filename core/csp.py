"""Content-Security-Policy with a nonce per request (SECURITY 7, 9).

The policies stand here and nowhere else; no setting changes them. Django 6 has a middleware that can take
over (ADR 0005).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

GetResponse = Callable[[HttpRequest], HttpResponse]

_LEARNER = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# Wagtail's editor writes inline styles and, in date pickers and inline panels, inline scripts.
_ADMIN = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "media-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; "
    "base-uri 'self'; object-src 'none'"
)
_WAGTAILS_FILES = "default-src 'none'"
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
ADMIN_PREFIX = "/kelola/"


def allow_worker(request: HttpRequest, response: HttpResponse) -> None:
    """On this page our script may register a service worker: its address is a TrustedScriptURL (W3C Trusted Types)."""
    policy = _LEARNER.format(nonce=request.csp_nonce)  # type: ignore[attr-defined]
    response["Content-Security-Policy"] = policy.replace("trusted-types 'none'", "trusted-types worker")


def content_security_policy(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.csp_nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))  # type: ignore[attr-defined]
        response = get_response(request)
        policy = response.get("Content-Security-Policy")
        if policy is None:
            admin = request.path_info.startswith(ADMIN_PREFIX)
            response["Content-Security-Policy"] = _ADMIN if admin else _LEARNER.format(nonce=request.csp_nonce)  # type: ignore[attr-defined]
        elif policy == _WAGTAILS_FILES:
            response["Content-Security-Policy"] = f"{policy}; sandbox"  # Wagtail's lacks it (SECURITY 10)
        response.setdefault("Permissions-Policy", _PERMISSIONS)
        return response

    return middleware
