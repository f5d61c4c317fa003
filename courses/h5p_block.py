"""The block that puts an H5P content into a lesson, with what completes it there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

OPENED, FINISHED, SCORE = "opened", "finished", "score"
RULES = [
    (FINISHED, _("it was done to the end")),
    (OPENED, _("it was opened")),
    (SCORE, _("it was done with enough points")),
]


class H5PValue(blocks.StructValue):
    @property
    def rule(self) -> str:
        return self["rule"] or FINISHED

    @property
    def pass_percent(self) -> int | None:
        """Only where points are asked for."""
        return self["percent"] if self.rule == SCORE else None


class H5PBlock(blocks.StructBlock):
    """An interactive exercise inside a lesson, filled in per learner (DESIGN §4.1)."""

    content = SnippetChooserBlock("media.H5PContent", label=_("H5P content"))
    rule = blocks.ChoiceBlock(RULES, default=FINISHED, label=_("Counts as done when"))
    percent = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=100,
        label=_("Points needed (%)"),
        help_text=_("Only for “with enough points”."),
    )
    required = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Needed to complete the lesson"),
        help_text=_("People without JavaScript read the text instead and say that they have done it."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.rule == SCORE and not cleaned["percent"]:
            raise StructBlockValidationError(
                block_errors={"percent": ValidationError(_("Say how many percent of the points are needed."))}
            )
        return cleaned

    class Meta:
        icon = "media"
        label = _("Interactive exercise (H5P)")
        description = _("Something to play. Its points are for learning and never stand on a certificate.")
        label_format = "{rule}"
        template = "blocks/slot.html"
        preview_template = "blocks/previews/h5p.html"
        preview_value: dict[str, Any] = {}
        value_class = H5PValue
