"""Templates of certificates in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy, ngettext
from wagtail.admin.models import FormState
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    PreviewOnCreateView,
    PreviewOnEditView,
    SnippetViewSet,
)

from certificates.models import CertificateTemplate


class SaysWhatIsMissing:
    """A preview of what cannot be shown yet says in words what to mend, while it is being typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.remove_old_preview_data()  # type: ignore[attr-defined]
        form = self.get_form(request.POST)  # type: ignore[attr-defined]
        FormState.objects.update_or_create_by_instance(
            instance=self.object,  # type: ignore[attr-defined]
            parent_object_id=self.parent_object_id,  # type: ignore[attr-defined]
            user=request.user,
            defaults={"data": form.data.urlencode(), "last_updated_at": now()},
        )
        return JsonResponse({"is_valid": True, "is_available": True})

    def validate_form(self, form: Any) -> bool:
        valid: bool = super().validate_form(form)  # type: ignore[misc]
        self.problems = [] if valid else problems_of(form)
        return valid

    def error_response(self) -> HttpResponse:
        return TemplateResponse(
            self.request,  # type: ignore[attr-defined]
            "certificates/admin/template_preview.html",
            {"problems": self.problems},
        )


def problems_of(form: Any) -> list[tuple[str, str]]:
    """Label and words of everything that is wrong, also in the rows for logos and signatories."""
    found = _of_one(form)
    for rows in form.formsets.values():
        found += [("", str(words)) for words in rows.non_form_errors()]
        for row in rows.forms:
            found += _of_one(row)
    return found


def _of_one(form: Any) -> list[tuple[str, str]]:
    return [
        (str(form.fields[name].label) if name in form.fields else "", str(words))
        for name, errors in form.errors.items()
        for words in errors
    ]


class TemplatePreviewOnCreate(SaysWhatIsMissing, PreviewOnCreateView):
    pass


class TemplatePreviewOnEdit(SaysWhatIsMissing, PreviewOnEditView):
    pass


class TemplateEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        address = reverse("template_versions", args=[self.object.pk])
        own = Button(gettext("Versions"), url=address, icon_name="history", priority=40)
        return [*super().header_more_buttons, own]


class TemplateIndexView(IndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        address = reverse("template_uses")
        return [
            *super().header_buttons,
            HeaderButton(gettext("Which one serves"), url=address, icon_name="list-ul"),
        ]


class CertificateTemplateViewSet(SnippetViewSet):
    model = CertificateTemplate
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Templates")
    menu_name = "certificate-templates"
    menu_order = 30
    menu_hook = "register_certificates_menu_item"
    copy_view_enabled = True
    index_view_class = TemplateIndexView
    edit_view_class = TemplateEditView
    preview_on_add_view_class = TemplatePreviewOnCreate
    preview_on_edit_view_class = TemplatePreviewOnEdit
    list_display = (
        "name",
        Column("get_kind_display", label=gettext_lazy("For")),
        Column("get_orientation_display", label=gettext_lazy("Paper")),
        Column("newest_version", label=gettext_lazy("Version")),
        UpdatedAtColumn(),
    )


def keep_what_certificates_look_like(request: HttpRequest, instances: Any) -> HttpResponse | None:
    """Wagtail asks before it deletes. The database would refuse as well; this says why."""
    for template in instances:
        if isinstance(template, CertificateTemplate) and (used := template.certificate_count):
            text = ngettext(
                "“%(name)s” stays: %(count)s certificate looks like it. Unpublish it, and it serves no new ones.",
                "“%(name)s” stays: %(count)s certificates look like it. Unpublish it, and it serves no new ones.",
                used,
            )
            messages.error(request, text % {"name": template.name, "count": used})
            return redirect(template.snippet_viewset.get_url_name("list"))
    return None
