"""Open Badges: what their holder downloads, and what anybody reads who checks one (docs/badges.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.own import account_required
from certificates.domain.badges import (
    NoBadge,
    as_json,
    badge_as_json,
    badge_as_png,
    badge_as_svg,
    did_document_here,
    signed_badge,
    signed_status_list,
)
from certificates.models import Certificate
from core.http import Request

_FILES: dict[str, tuple[Callable[[Certificate], bytes], str]] = {
    "png": (badge_as_png, "image/png"),
    "svg": (badge_as_svg, "image/svg+xml"),
    "json": (badge_as_json, "application/json"),
}
_KEPT = timedelta(minutes=5)  # by whoever reads a status list; as its “ttl” says


@never_cache
@require_safe
@account_required
def badge_page(request: Request, person: User, public_id: str) -> HttpResponse:
    """What the badge of one's own certificate is, and its files; or why there is none."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    try:
        signed_badge(certificate)
    except NoBadge as none:
        return _why_not(request, certificate, none.reason, status=200)
    return _page(request, certificate)


@never_cache
@require_safe
@account_required
def badge_file(request: Request, person: User, public_id: str, form: str) -> HttpResponse:
    """For its holder only: it names them."""
    if form not in _FILES:
        raise Http404
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    make, content_type = _FILES[form]
    try:
        content = make(certificate)
    except NoBadge as none:
        return _why_not(request, certificate, none.reason, status=404)
    facts = certificate.stated
    name = slugify(f"lencana {facts.title} {facts.name}")[:120] or "lencana"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _why_not(request: Request, certificate: Certificate, reason: NoBadge.Reason, *, status: int) -> HttpResponse:
    if reason == NoBadge.Reason.NOT_VALID:
        return redirect("certificate", certificate.public_id)
    return _page(request, certificate, missing=reason.value, status=status)


def _page(request: Request, certificate: Certificate, *, missing: str = "", status: int = 200) -> HttpResponse:
    context = {"certificate": certificate, "facts": certificate.stated, "missing": missing}
    return render(request, "certificates/badge.html", context, status=status)


@require_safe
def did_document(_request: Request) -> HttpResponse:
    """Our public keys, where did:web looks for them."""
    try:
        return _for_machines(as_json(did_document_here()), "application/did+json")
    except NoBadge as none:
        return _none(none.reason)


@require_safe
def status_list(request: Request, number: int) -> HttpResponse:
    """Which badges are no longer valid. It names nobody: places in a long list of bits."""
    try:
        made = signed_status_list(number)
    except NoBadge as none:
        return _none(none.reason)
    if made is None:
        raise Http404
    response = _for_machines(made.content, "application/vc")
    response["ETag"] = made.etag
    answer = get_conditional_response(request, made.etag, None, response)
    assert isinstance(answer, HttpResponse)
    return answer


def _for_machines(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"  # checking pages of others ask from within a browser
    response["Cache-Control"] = f"public, max-age={int(_KEPT.total_seconds())}"
    return response


def _none(reason: NoBadge.Reason) -> HttpResponse:
    lost = reason == NoBadge.Reason.NO_KEY
    words = (
        _("The key that signs badges is missing on this server. Please tell the office.")
        if lost
        else _("This site has no public address yet (PUBLIC_URL), so it issues no badges.")
    )
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=503 if lost else 404)
