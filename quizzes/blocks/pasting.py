"""In the editor, choices may be pasted as a plain list; see paste-choices.js."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from quizzes.blocks.choice import MultipleChoiceBlock, SingleChoiceBlock


class ChoicesAdapter(StructBlockAdapter):
    js_constructor = "lms.quizzes.Choices"

    def js_args(self, block: Any) -> list[Any]:
        name, children, meta = super().js_args(block)
        words = {
            "summary": _("Paste a list of choices"),
            "label": _("One choice per line, a star (*) behind the right one"),
            "button": _("Fill in the choices"),
            "few": _("Write at least two lines."),
            "many": _("At most six choices fit."),
            "done": _("The choices are filled in. Write their explanations now."),
        }
        return [name, children, meta | {"pasteWords": words}]

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["lms/js/paste-choices.js"])


def register_pasting() -> None:
    for block in (SingleChoiceBlock, MultipleChoiceBlock):
        register(ChoicesAdapter(), block)
