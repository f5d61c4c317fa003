"""One's own certificates: see, download, share, ask for another name."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.own import NameForm
from accounts.models import User
from accounts.views.own import account_required
from certificates.domain import name_requests, sharing
from certificates.domain.documents import certificate_pdf, standing_of, verification_address
from certificates.domain.queries import certificates_of, verify_by_code
from certificates.facts import Kind
from certificates.models import Certificate
from certificates.models.issuer import issuer_now
from certificates.views.check import verification_page
from core.http import Request


@never_cache
@account_required
def certificate_view(request: Request, person: User, public_id: str) -> HttpResponse:
    """One's own certificate. One that is no longer valid shows what anybody is told who checks it."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    if certificate.replaced_by:
        return redirect("certificate", certificate.replaced_by.public_id)
    if certificate.state != Certificate.State.LIVE:
        return verification_page(request, code=certificate.code, found=verify_by_code(certificate.code))
    address = verification_address(certificate)
    context = {
        "certificate": certificate,
        "facts": certificate.stated,
        "address": address,
        "check_address": address.partition("#")[0],
        "share": _whatsapp(request, certificate),
        "standing": standing_of(certificate).value,
        "provider": issuer_now().provider,
        "may_publish": sharing.may_publish(certificate),
        "public_address": sharing.public_address(certificate),
        "name_request": name_requests.open_request(person),
    }
    return render(request, "certificates/certificate.html", context)


def _whatsapp(request: Request, certificate: Certificate) -> str:
    """A ready text; with the public page where there is one, else with the page that checks it."""
    facts = certificate.stated
    sentence = (
        _("I earned %(jp)s training hours (JP) at %(site)s: %(course)s.")
        if facts.kind == Kind.TRANSCRIPT
        else _("I completed “%(course)s” (%(jp)s JP) at %(site)s.")
    )
    text = sentence % {
        "course": facts.title,
        "jp": facts.jp,
        "site": request.municipality.site_name,
    }
    address = sharing.public_address(certificate) or verification_address(certificate).partition("#")[0]
    return f"https://wa.me/?text={quote(f'{text} {address}'.strip())}"


@never_cache
@account_required
@require_safe
def certificate_file(request: Request, person: User, public_id: str) -> HttpResponse:
    """The paper, as long as it is valid; afterwards the page says why there is none."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    if certificate.state != Certificate.State.LIVE:
        return redirect("certificate", public_id)
    return _download(certificate_pdf(certificate), "application/pdf", _file_name(certificate, "pdf"))


def _file_name(certificate: Certificate, ending: str) -> str:
    facts = certificate.stated
    return f"{slugify(f'sertifikat {facts.title} {facts.name}')[:120] or 'sertifikat'}.{ending}"


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def ask_for_name(request: Request, person: User) -> HttpResponse:
    """“Nama salah?”: what stands on a certificate is changed on request."""
    if not name_requests.holds_certificate(person):
        return redirect("certificate_name")
    waiting = name_requests.open_request(person)
    source = waiting or person
    initial = {"name": source.name, "title_before": source.title_before, "title_after": source.title_after}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            name_requests.ask(person=person, at=timezone.now(), **form.cleaned_data)
        except name_requests.NothingDifferent:
            form.add_error("name", _("Your certificates bear this name already. Write it as it should be."))
        else:
            messages.success(request, _("Sent. A trainer looks at it, and you are told here."))
            return redirect("ask_for_name")
    context = {
        "form": form,
        "waiting": waiting,
        "certificates": certificates_of(person),
        "decided": name_requests.last_refused(person),
        "tab": "certificates",
    }
    return render(request, "certificates/ask_for_name.html", context, status=422 if form.errors else 200)


@require_POST
@account_required
def take_back_name(request: Request, person: User) -> HttpResponse:
    name_requests.take_back(person=person)
    messages.success(request, _("Taken back. Your certificates stay as they are."))
    return redirect("my_certificates")


@require_POST
@account_required
def publish(request: Request, person: User, public_id: str) -> HttpResponse:
    """Turn the public page on or off."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id, state=Certificate.State.LIVE)
    if request.POST.get("public") == "1":
        if not sharing.publish(certificate):
            messages.error(request, _("This needs an adult account and a public address of this site."))
        else:
            messages.success(request, _("The public page is on. Whoever has its address can see it."))
    else:
        sharing.unpublish(certificate)
        messages.success(request, _("The public page is off."))
    return redirect(reverse("certificate", args=[public_id]) + "#bagikan")


@require_safe
def public_page(request: Request, token: str) -> HttpResponse:
    """What its owner wanted everybody to see, with a picture for messengers (Open Graph, https://ogp.me)."""
    certificate = get_object_or_404(Certificate, share_token=token, state=Certificate.State.LIVE)
    context = {
        "certificate": certificate,
        "facts": certificate.stated,
        "site": settings.PUBLIC_URL,
        "address": sharing.public_address(certificate),
        "picture": settings.PUBLIC_URL + reverse("public_certificate_picture", args=[token]),
    }
    response = render(request, "certificates/public.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def public_picture(request: Request, token: str) -> HttpResponse:
    certificate = get_object_or_404(Certificate, share_token=token, state=Certificate.State.LIVE)
    response = HttpResponse(sharing.picture(certificate), content_type="image/jpeg")
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@account_required
@require_safe
def certificate_picture(request: Request, person: User, public_id: str) -> HttpResponse:
    """The picture for a messenger, to keep on the phone and send."""
    certificate = get_object_or_404(Certificate, holder=person, public_id=public_id)
    if certificate.state != Certificate.State.LIVE:
        return redirect("certificate", public_id)
    return _download(sharing.picture(certificate), "image/jpeg", _file_name(certificate, "jpg"))
