"""Checking a certificate (anybody), and one's own certificates."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.own import account_required
from certificates.domain.documents import certificate_pdf, verification_address
from certificates.domain.queries import Verification, verify_by_code, verify_by_token
from certificates.models import Certificate
from core import ratelimit
from core.address import client_address
from core.http import Request
from core.ratelimit import Limit
from core.words import waiting_time

LOOKUPS = Limit("certificate_lookup", times=60, per=timedelta(minutes=5))


@never_cache
@require_http_methods(["GET", "POST"])
def verify_code(request: Request) -> HttpResponse:
    """“Periksa keaslian”: by the code printed on the paper."""
    code = request.POST.get("code", "")
    if not code:
        return _page(request, code="", found=None, asked=False)
    wait = ratelimit.take(LOOKUPS, client_address(request))
    if wait:
        problem = _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)}
        return _page(request, code=code, found=None, asked=False, problem=problem, status=429)
    found = verify_by_code(code)
    return _page(request, code=code, found=found, asked=True, status=200 if found else 404)


@never_cache
@require_safe
def verify_qr(request: Request, token: str) -> HttpResponse:
    """Where the QR leads. This address is printed on paper: it never changes (DESIGN §4.12)."""
    if ratelimit.take(LOOKUPS, client_address(request)):
        return _page(
            request,
            code="",
            found=None,
            asked=False,
            problem=_("Too many tries. Try again in a few minutes."),
            status=429,
        )
    found = verify_by_token(token)
    return _page(request, code="", found=found, asked=True, status=200 if found else 404)


def _page(
    request: Request, *, code: str, found: Verification | None, asked: bool, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"code": code, "found": found, "asked": asked, "problem": problem}
    response = render(request, "certificates/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@account_required
def certificate_view(request: Request, person: User, public_id: str) -> HttpResponse:
    """One's own certificate. One that is no longer valid shows what anybody is told who checks it."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    if certificate.replaced_by:
        return redirect("certificate", certificate.replaced_by.public_id)
    if certificate.state != Certificate.State.LIVE:
        return _page(request, code=certificate.code, found=verify_by_code(certificate.code), asked=True)
    address = verification_address(certificate)
    text = _("I completed “%(course)s” (%(jp)s JP) at %(site)s.") % {
        "course": certificate.stated.title,
        "jp": certificate.stated.jp,
        "site": request.municipality.site_name,
    }
    share = f"https://wa.me/?text={quote(f'{text} {address}'.strip())}"
    return render(
        request,
        "certificates/certificate.html",
        {"certificate": certificate, "facts": certificate.stated, "address": address, "share": share},
    )


@never_cache
@account_required
def certificate_file(request: Request, person: User, public_id: str) -> HttpResponse:
    """The paper, as long as it is valid; afterwards the page says why there is none."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    if certificate.state != Certificate.State.LIVE:
        return redirect("certificate", public_id)
    facts = certificate.stated
    name = slugify(f"sertifikat {facts.title} {facts.name}")[:120] or "sertifikat"
    response = HttpResponse(certificate_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
