"""The form of a quiz in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from core.models.settings import municipality_now


class LocalDateTimeField(forms.DateTimeField):
    """In the municipality's time zone, as learners read it. Wagtail's admin has one of its own for each user."""

    def to_python(self, value: Any) -> Any:
        with timezone.override(municipality_now().time_zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(municipality_now().time_zone):
            return super().prepare_value(value)


class QuizForm(WagtailAdminModelForm):  # type: ignore[misc]
    opens_at = LocalDateTimeField(label=_("Opens"), required=False, widget=AdminDateTimeInput)
    closes_at = LocalDateTimeField(
        label=_("Closes"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Attempts under way end then, with what was answered."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "opens_at" in self.fields:
            zone = municipality_now().zone_abbreviation
            self.fields["opens_at"].help_text = _("Times are in %(zone)s. Empty: open at once.") % {"zone": zone}
