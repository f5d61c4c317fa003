"""Templates in the admin: which one serves what, and what each version looks like."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation, User
from certificates.domain.previews import preview_of_version
from certificates.domain.template_uses import main_pages, uses
from certificates.domain.templates import NotForCourses, assign, unassign
from certificates.models import CertificateTemplate, TemplateUse, TemplateVersion

_NARROW = forms.Select(attrs={"style": "max-width: 100%"})  # long titles on a phone


class OrganisationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented_name)


class CourseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class UseForm(forms.Form):
    template = forms.ModelChoiceField(
        CertificateTemplate.objects.all(), label=gettext_lazy("Template"), empty_label=gettext_lazy("Choose a template")
    )
    course = CourseField(
        main_pages(),
        label=gettext_lazy("Course"),
        widget=_NARROW,
        required=False,
        empty_label=gettext_lazy("all courses"),
        to_field_name="translation_key",
    )
    organisation = OrganisationField(
        Organisation.objects.order_by("path"),
        label=gettext_lazy("Organisation"),
        widget=_NARROW,
        required=False,
        empty_label=gettext_lazy("all people"),
        help_text=gettext_lazy("People of this organisation, and of those below it."),
    )


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("certificates.change_certificatetemplate"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def template_uses(request: HttpRequest) -> HttpResponse:
    _check(request)
    form = UseForm(
        request.POST if request.method == "POST" else None, initial={"course": _course(request.GET.get("kursus", ""))}
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            assign(
                wanted["template"],
                source_key=wanted["course"].translation_key if wanted["course"] else None,
                organisation=wanted["organisation"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
            messages.success(request, _("Saved. Certificates from now on look like this; earlier ones stay."))
            return redirect("template_uses")
        except NotForCourses:
            form.add_error("course", _("A learning record is about a whole year. Choose “all courses” for it."))
    context = {"uses": uses(), "form": form, "any_template": CertificateTemplate.objects.exists()}
    return render(request, "certificates/admin/template_uses.html", context, status=422 if form.errors else 200)


def _course(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


@require_POST
def remove_use(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    unassign(get_object_or_404(TemplateUse, pk=pk), by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Removed. What comes next in the list serves from now on."))
    return redirect("template_uses")


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    template = get_object_or_404(CertificateTemplate, pk=pk)
    rows = template.versions.select_related("made_by").annotate(used=Count("certificates")).order_by("-number")
    return render(request, "certificates/admin/template_versions.html", {"template": template, "versions": rows})


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    _check(request)
    found = get_object_or_404(TemplateVersion.objects.select_related("template"), template_id=pk, number=number)
    pages = preview_of_version(found, "short" if request.GET.get("nama") == "pendek" else "long")
    return render(request, "certificates/admin/template_version.html", {"version": found, "pages": pages})
