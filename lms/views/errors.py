"""Pages for when something went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was open too long is sent again with one tap – not a form that another site has filled in."""
    elsewhere = reason.startswith(("Origin checking failed", "Referer checking failed"))
    fields = [] if elsewhere else _own_fields(request)
    return render(request, "errors/403_csrf.html", {"fields": fields}, status=403)


def _own_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, so that it can be sent again from the error page; secrets are left out."""
    hidden = {"csrfmiddlewaretoken", "secret", "current", "words", "code"}
    if hidden & (request.POST.keys() - {"csrfmiddlewaretoken"}):
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in hidden for value in values][:200]


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: they may be what failed."""
    return render(None, "errors/500.html", status=500)
