"""What the page editor asks for beyond single fields."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

# Kind of a page → what its content has to hold, and what to say when it does not.
_NEEDED = {
    "practice": _("A practice page needs a practice among its content. Add one, or choose another kind."),
    "quiz": _("A quiz page needs a quiz among its content. Add one, or choose another kind."),
}


class LessonForm(WagtailAdminPageForm):
    """A draft may be unfinished; what is published or sent to review can be completed by a learner."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        kind, body = cleaned.get("kind"), cleaned.get("body")
        if self.is_deferred_validation or kind not in _NEEDED or body is None:
            return cleaned
        if all(child.block_type != kind for child in body):
            self.add_error("kind", ValidationError(_NEEDED[kind]))
        return cleaned


class CourseForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields.get("prerequisites")
        if field is not None:  # no course comes before itself; a draft cannot be completed
            others = field.queryset.live().filter(locale__language_code=settings.LANGUAGE_CODE)
            field.queryset = others.exclude(translation_key=self.instance.translation_key).order_by("path")
