"""“Periksa keaslian”: anybody checks a certificate, by QR, by code, by file – and without a network (ADR 0033)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.domain.public_list import public_list, public_list_digest
from certificates.domain.queries import Verification, verify_by_code, verify_by_token
from core import csp, ratelimit
from core.address import client_address
from core.http import Request
from core.ratelimit import Limit
from core.words import waiting_time

MISSES = Limit("certificate_miss", times=60, per=timedelta(minutes=5))  # what is found was not guessed


@never_cache
@require_http_methods(["GET", "POST"])
def verify_code(request: Request) -> HttpResponse:
    """By the code printed on the paper."""
    code = request.POST.get("code", "")
    if not code:
        return verification_page(request)
    wait = ratelimit.wait(MISSES, client_address(request))
    if wait:
        problem = _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)}
        return verification_page(request, code=code, problem=problem, status=429)
    found = verify_by_code(code)
    if found is None:
        ratelimit.take(MISSES, client_address(request))
    return verification_page(request, code=code, found=found, asked=True, status=200 if found else 404)


@never_cache
@require_safe
def verify_qr(request: Request, token: str) -> HttpResponse:
    """Where the QR leads. This address is printed on paper: it never changes (DESIGN §4.12).

    Behind its # stands a signed statement, which no browser sends; it is for whoever has no network.
    """
    found = verify_by_token(token)
    if found is None and ratelimit.take(MISSES, client_address(request)):
        problem = _("Too many tries. Try again in a few minutes.")
        return verification_page(request, problem=problem, status=429)
    return verification_page(request, found=found, asked=True, status=200 if found else 404)


def verification_page(
    request: Request,
    *,
    code: str = "",
    found: Verification | None = None,
    asked: bool = False,
    problem: str = "",
    told: object = None,
    status: int = 200,
) -> HttpResponse:
    """``told``: what is said of a file that was brought (certificates.views.files)."""
    context = {
        "code": code,
        "found": found,
        "asked": asked,
        "problem": problem,
        "told": told,
        "worker": _worker_address(),
    }
    response = render(request, "certificates/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    csp.allow_worker(request, response)
    return response


def _worker_address() -> str:
    """In the reader's language, so that the page without a network speaks it, too."""
    return f"{reverse('check_worker')}?b={translation.get_language()}"


def _asked_language(request: Request) -> str:
    code = request.GET.get("b", "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_safe
def offline_page(request: Request) -> HttpResponse:
    """What a phone keeps: it checks the statement behind the # with the keys it has kept, and tells nobody."""
    with translation.override(_asked_language(request)):
        response = render(request, "certificates/offline.html", {"language": translation.get_language()})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker of /s/ and /periksa/ (W3C Service Workers). Other pages are none of its business."""
    language = _asked_language(request)
    context = {
        "version": public_list_digest(),
        "shell": f"{reverse('offline_page')}?b={language}",
        "script": static("lms/js/check.js"),
        "list": reverse("public_list"),
    }
    response = render(request, "certificates/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def public_list_view(request: Request) -> HttpResponse:
    """The public keys, and which places of the status lists are no longer valid, as of now. Names nobody."""
    response = JsonResponse(public_list(at=timezone.now()))
    response["Cache-Control"] = "no-cache"
    return response
