from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class PracticeBlock(blocks.StructBlock):
    """A practice inside a lesson, filled in per learner (DESIGN §4.1)."""

    task = SnippetChooserBlock("practice.PracticeTask", label=_("Practice"))

    class Meta:
        icon = "list-ul"
        label = _("Practice")
        description = _("A list of things to do, ticked by the learner or a companion.")
        template = "blocks/slot.html"
        preview_template = "blocks/previews/practice.html"
        preview_value: dict[str, Any] = {}
