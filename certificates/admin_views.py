"""Certificates in the admin: find one, see what anybody is told who checks it, revoke it with a reason."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from certificates import keys
from certificates.domain.queries import Event, editions_of, history_of, search_certificates
from certificates.domain.revoke import NotInThisState, Reason, reinstate, revoke
from certificates.models import Certificate


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[("", gettext_lazy("Choose a reason")), *Reason.choices]
    )


def _check(request: HttpRequest, act: str) -> None:
    if not request.user.has_perm(f"certificates.{act}_certificate"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def certificates_list(request: HttpRequest) -> HttpResponse:
    _check(request, "view")
    words = request.POST.get("q", "")[:120]
    page = Paginator(search_certificates(words), 30).get_page(request.POST.get("p"))
    context = {"page": page, "words": words, "total": page.paginator.count, "key_lost": keys.is_lost()}
    return render(request, "certificates/admin/certificates.html", context)


@require_safe
def certificate(request: HttpRequest, public_id: Any) -> HttpResponse:
    _check(request, "view")
    return _page(request, get_object_or_404(Certificate, public_id=public_id))


_ACTIONS = {
    "certificates.revoked": gettext_lazy("revoked"),
    "certificates.reinstated": gettext_lazy("made valid again"),
    "certificates.name_corrected": gettext_lazy("name corrected"),
    "certificates.merged": gettext_lazy("merged into another one"),
    "certificates.merge_undone": gettext_lazy("no longer merged"),
}
_REASONS = {
    "holder_confirmed_name": gettext_lazy("the holder confirmed the name"),
    "corrected_by_staff": gettext_lazy("corrected by staff"),
    "revoked_by_mistake": gettext_lazy("revoked by mistake"),
    "accounts_parted": gettext_lazy("two merged accounts were separated again"),
    **{reason.value: reason.label for reason in Reason},
}


def _why(event: Event) -> Any:
    return _REASONS.get(event.reason, event.reason)


def _page(request: HttpRequest, found: Certificate, form: RevokeForm | None = None) -> HttpResponse:
    editions = editions_of(found)
    context = {
        "certificate": found,
        "editions": editions,
        "history": [(event, _ACTIONS.get(event.action, event.action), _why(event)) for event in history_of(editions)],
        "facts": found.stated,
        "may_change": request.user.has_perm("certificates.change_certificate"),
        "form": form or RevokeForm(),
    }
    return render(request, "certificates/admin/certificate.html", context, status=422 if form else 200)


@require_POST
def revoke_certificate(request: HttpRequest, public_id: Any) -> HttpResponse:
    _check(request, "change")
    found = get_object_or_404(Certificate, public_id=public_id)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        reason = Reason(form.cleaned_data["reason"])
        revoke(certificate=found, reason=reason, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Revoked. Whoever checks it reads so, and the holder is told."))
    except NotInThisState:
        messages.error(request, _("This certificate is not valid any more."))
    return redirect("admin_certificate", public_id=public_id)


@require_POST
def reinstate_certificate(request: HttpRequest, public_id: Any) -> HttpResponse:
    _check(request, "change")
    found = get_object_or_404(Certificate, public_id=public_id)
    try:
        reinstate(certificate=found, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Valid again. The holder is told."))
    except NotInThisState:
        messages.error(request, _("This certificate is not revoked."))
    return redirect("admin_certificate", public_id=public_id)
