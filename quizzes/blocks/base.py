"""What every kind's block does."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

Frozen = dict[str, Any]


class KindBlock(blocks.StructBlock):
    """Content of one kind. ``freeze`` makes the plain value that attempts keep."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problem := self.problem(cleaned)):  # a draft may be unfinished
            raise StructBlockValidationError(non_block_errors=[ValidationError(problem)])
        return cleaned

    def problem(self, value: Any) -> Any:
        """What keeps a whole content, whose fields are all right, from being asked; None when nothing does."""
        return None

    def freeze(self, value: Any) -> Frozen:
        raise NotImplementedError


class ExplainedBlock(KindBlock):
    """Kinds with one explanation for a right answer and one for any other."""

    feedback_correct = blocks.TextBlock(label=_("Explanation when it is right"), max_length=400, rows=2)
    feedback_incorrect = blocks.TextBlock(label=_("Explanation when it is not quite right"), max_length=400, rows=2)

    def freeze(self, value: Any) -> Frozen:
        return {"feedback_correct": value["feedback_correct"], "feedback_incorrect": value["feedback_incorrect"]}
