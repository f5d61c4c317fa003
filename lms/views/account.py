"""Akun: who am I here, and what is kept about me."""

from __future__ import annotations

import io
import json
import zipfile

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.erase import StillNeeded, erase_person, everything_about
from accounts.forms.own import DeleteForm, OwnDataForm
from accounts.models import Notice, User
from accounts.privacy import IN_CLASS, PURPOSES
from accounts.views.own import account_required
from certificates.models import Certificate
from classes.domain.reach import leads_classes


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not person.is_authenticated or person.is_guest:
        return render(request, "accounts/account_guest.html", {"tab": "account"})
    context = {
        "tab": "account",
        "unread": Notice.objects.filter(person=person, read_at=None).count(),
        "leads_classes": leads_classes(person),
    }
    return render(request, "accounts/account.html", context)


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def my_data(request: HttpRequest, person: User) -> HttpResponse:
    """See and correct."""
    form = OwnDataForm(request.POST or None, instance=person)
    if request.method == "POST":
        if form.is_valid():
            renamed = {"name", "title_before", "title_after"} & set(form.changed_data)
            if renamed:
                form.instance.name_confirmed_at = None  # a new name is confirmed before it is printed
            form.save()
            messages.success(request, _("Kept."))
            return redirect("my_data")
        person.refresh_from_db()
    consents = person.consents.filter(withdrawn_at=None)
    context = {
        "form": form,
        "everything": everything_about(person),
        "consents": consents,
        "purposes": (*PURPOSES, IN_CLASS),
        "tab": "account",
    }
    return render(request, "accounts/my_data.html", context, status=422 if form.errors else 200)


@never_cache
@account_required
@require_safe
def download_my_data(request: HttpRequest, person: User) -> HttpResponse:
    """One zip: a page to read and a JSON file for other programs (UU 27/2022 art. 13)."""
    everything = everything_about(person)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data-saya.json", json.dumps(everything, ensure_ascii=False, indent=2, default=str))
        archive.writestr(
            "data-saya.html",
            render_to_string(
                "accounts/my_data_file.html", {"everything": everything, "person": person, "language": get_language()}
            ),
        )
    response = HttpResponse(buffer.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="data-saya-{timezone.localdate():%Y-%m-%d}.zip"'
    return response


@never_cache
@sensitive_post_parameters("current")
@account_required
@require_http_methods(["GET", "POST"])
def delete_my_data(request: HttpRequest, person: User) -> HttpResponse:
    form = DeleteForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(person=person, at=timezone.now())
        except StillNeeded:
            form.add_error(None, _("You are the last administrator. Give somebody else this role first."))
        else:
            logout(request)
            response = redirect("signed_out")
            response["Clear-Site-Data"] = '"cache", "storage"'
            return response
    certificates = Certificate.objects.filter(holder=person).count()
    context = {"form": form, "person": person, "certificates": certificates, "tab": "account"}
    return render(request, "accounts/delete.html", context, status=422 if form.errors else 200)


@require_POST
@account_required
def withdraw_consent(request: HttpRequest, person: User) -> HttpResponse:
    """Optional purposes only; without the required one there can be no account, so that way is deleting it."""
    optional = [purpose.name for purpose in PURPOSES if not purpose.required]
    name = request.POST.get("purpose", "")
    if name in optional:
        person.consents.filter(purpose=name, withdrawn_at=None).update(withdrawn_at=timezone.now())
        if name == "region":
            person.kelurahan = person.neighbourhood = None
            person.save(update_fields=["kelurahan", "neighbourhood"])
        messages.success(request, _("Withdrawn. From now on this is no longer used."))
    return redirect("my_data")
