"""Requests for another name on certificates, decided by a trainer of the person's branch or an administrator."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from certificates.domain.name_requests import DecidedAlready, accept, refuse, waiting_for
from certificates.domain.queries import certificates_of
from certificates.models import NameRequest

PERMISSION = "certificates.change_namerequest"


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        choices=[("", gettext_lazy("Choose a reason")), *NameRequest.Refusal.choices],
        error_messages={"required": gettext_lazy("Choose a reason: the person reads it.")},
    )


def _check(request: HttpRequest) -> User:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return cast(User, request.user)


@require_safe
def name_requests(request: HttpRequest) -> HttpResponse:
    return _page(request, _check(request))


def _page(request: HttpRequest, by: User, refused: tuple[Any, RefuseForm] | None = None) -> HttpResponse:
    rows = [
        {
            "request": waiting,
            "certificates": certificates_of(waiting.person),
            "form": refused[1] if refused and refused[0] == waiting.public_id else RefuseForm(),
        }
        for waiting in waiting_for(by)
    ]
    context = {"rows": rows}
    return render(request, "certificates/admin/name_requests.html", context, status=422 if refused else 200)


@require_POST
def accept_name(request: HttpRequest, public_id: Any) -> HttpResponse:
    by = _check(request)
    found = get_object_or_404(waiting_for(by), public_id=public_id)
    try:
        accept(request=found, by=by, at=timezone.now())
        messages.success(request, _("Accepted. The certificates are made anew, and the person is told."))
    except DecidedAlready:
        messages.info(request, _("Somebody else has decided this meanwhile."))
    return redirect("admin_name_requests")


@require_POST
def refuse_name(request: HttpRequest, public_id: Any) -> HttpResponse:
    by = _check(request)
    found = get_object_or_404(waiting_for(by), public_id=public_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, by, (public_id, form))
    try:
        refuse(request=found, reason=NameRequest.Refusal(form.cleaned_data["reason"]), by=by, at=timezone.now())
        messages.success(request, _("Refused. The person reads why."))
    except DecidedAlready:
        messages.info(request, _("Somebody else has decided this meanwhile."))
    return redirect("admin_name_requests")
