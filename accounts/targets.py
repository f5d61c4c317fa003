"""Where a sign-in or a form may lead: on this site only (SECURITY 35)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_here(request: HttpRequest, target: str) -> bool:
    """Under the very host of this request: other names the server answers to may be somebody else's machine.

    A path begins at the root; to ``redirect`` a bare word would be the name of a view.
    """
    return target.startswith(("/", "http://", "https://")) and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def safe_next(request: HttpRequest) -> str:
    """Where to go after this, if it is on this site; else ""."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_here(request, target) else ""
