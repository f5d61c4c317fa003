"""What every request passes: a log line, the upload limit, the municipality."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.logs import request_id
from core.models import MunicipalitySettings
from core.models.settings import municipality_now

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("lms.request")


def request_log(get_response: GetResponse) -> GetResponse:
    """One line a request with the route's name: paths and bodies may hold codes and names."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(8))
        started = time.perf_counter()
        try:
            response = get_response(request)
            match = request.resolver_match
            level = logging.ERROR if response.status_code >= 500 else logging.INFO
            logger.log(
                level,
                "request",
                extra={
                    "method": request.method if request.method in _METHODS else "?",
                    "route": match.view_name or match.route if match else "-",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000),
                },
            )
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)

    return middleware


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def upload_limit(get_response: GetResponse) -> GetResponse:
    """Refuse a body that is too large by its announced length, before it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        limit = settings.UPLOAD_LIMITS.get(request.path_info, settings.MAX_UPLOAD_BYTES)
        if length > limit:
            return render(request, "errors/413.html", {"limit_bytes": limit}, status=413)
        return get_response(request)

    return middleware


def municipality(get_response: GetResponse) -> GetResponse:
    """``request.municipality`` and the time zone people here live in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.municipality = _municipality()  # type: ignore[attr-defined]
        with timezone.override(request.municipality.time_zone):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


def _municipality() -> MunicipalitySettings:
    """Without a database the health check still answers and the error page still has a face: defaults, not saved."""
    try:
        return municipality_now()
    except DatabaseError:
        logger.exception("municipality settings not readable")
        return MunicipalitySettings()
