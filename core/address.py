"""The address a request comes from, as far as our own proxies vouch for it."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Remote address, or the one our outermost trusted proxy saw; headers of anybody else are ignored. For limits."""
    return network_of(_address(request))


def network_of(address: str) -> str:
    """What one customer of a provider holds: an IPv4 address, or the first 64 bits of an IPv6 one (RFC 6177)."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))


def _address(request: HttpRequest) -> str:
    remote = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return remote
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return forwarded[-settings.TRUSTED_PROXIES] if len(forwarded) >= settings.TRUSTED_PROXIES else remote


def is_loopback(request: HttpRequest) -> bool:
    """The request comes from this very machine and through no proxy.

    The peer of the connection decides; a header can only say that somebody else stands behind it.
    """
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not any(
        name.startswith(_BY_A_PROXY) for name, value in request.META.items() if value
    )


_BY_A_PROXY = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA", "HTTP_X_CLIENT_IP", "HTTP_CF_")
