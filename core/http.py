"""Our requests, for type checkers: what the middleware hangs on them."""

from __future__ import annotations

from django.http import HttpRequest

from core.models import MunicipalitySettings


class Request(HttpRequest):
    municipality: MunicipalitySettings
    csp_nonce: str
