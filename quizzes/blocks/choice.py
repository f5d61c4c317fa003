"""One right choice, several, true or not."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from quizzes.blocks.base import Frozen, KindBlock
from quizzes.domain.pictures import frozen_picture
from quizzes.domain.recordings import frozen_recording

# A form shows only what its value holds: every field must be there.
EMPTY_CHOICE = {"text": "", "correct": False, "feedback": "", "picture": None, "picture_alt": "", "audio": None}


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"), max_length=240)
    correct = blocks.BooleanBlock(label=_("This is right"), required=False)
    feedback = blocks.TextBlock(
        label=_("Explanation"),
        max_length=400,
        rows=2,
        help_text=_("Why it is right, or not quite. People read this after choosing."),
    )

    picture = ImageChooserBlock(label=_("Picture"), required=False)
    picture_alt = blocks.CharBlock(
        label=_("Alternative text"),
        default="",
        required=False,
        max_length=160,
        help_text=_("What the picture shows, in words. Needed when there is a picture."),
    )
    audio = SnippetChooserBlock("media.Audio", label=_("Recording"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["picture"] and not (cleaned["picture_alt"] or "").strip() and not self.is_deferred_validation:
            problem = ValidationError(_("Say in words what the picture shows."))
            raise StructBlockValidationError({"picture_alt": problem})
        return cleaned

    class Meta:
        icon = "tick"
        label_format = "{text}"  # not the value of an unticked box
        form_layout = BlockGroup(children=["text", "correct", "feedback"], settings=["picture", "picture_alt", "audio"])


def _media(value: Any) -> Frozen:
    """Only what there is: contents without pictures and recordings stay as they were."""
    media: Frozen = {}
    if value["picture"]:
        media["picture"] = frozen_picture(value["picture"], value["picture_alt"])
    if value["audio"]:
        media["audio"] = frozen_recording(value["audio"])
    return media


class _ChoicesBlock(KindBlock):
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Choices"),
        min_num=2,
        max_num=6,
        default=[EMPTY_CHOICE] * 3,
    )
    shuffle = blocks.BooleanBlock(label=_("Mix the order of the choices"), required=False, default=True)

    def problem(self, value: Any) -> Any:
        texts = [choice["text"].strip() for choice in value["choices"]]
        if len(set(texts)) < len(texts):
            return _("Two choices say the same.")
        return self.wrongly_marked(sum(bool(choice["correct"]) for choice in value["choices"]), len(texts))

    def wrongly_marked(self, right: int, total: int) -> Any:
        raise NotImplementedError

    def freeze(self, value: Any) -> Frozen:
        choices = [
            {
                "id": child.id,
                "text": child.value["text"],
                "correct": bool(child.value["correct"]),
                "feedback": child.value["feedback"],
            }
            | _media(child.value)
            for child in value["choices"].bound_blocks
        ]
        return {"choices": choices, "shuffle": bool(value["shuffle"])}

    class Meta:
        label_format = "{choices}"


class SingleChoiceBlock(_ChoicesBlock):
    def wrongly_marked(self, right: int, total: int) -> Any:
        return None if right == 1 else _("Mark exactly one choice as right.")

    class Meta:
        icon = "radio-full"
        label = _("One right choice")


class MultipleChoiceBlock(_ChoicesBlock):
    def wrongly_marked(self, right: int, total: int) -> Any:
        return None if 1 <= right < total else _("Mark at least one choice as right and leave at least one.")

    class Meta:
        icon = "tasks"
        label = _("Several right choices")


# In the language of the question. Not from the catalogue: what was asked must not change with a translation.
_TRUE_OR_NOT = {"id": ("Benar", "Tidak benar"), "en": ("True", "Not true")}


class TrueFalseBlock(KindBlock):
    answer = blocks.ChoiceBlock(label=_("The sentence is"), choices=[("true", _("True")), ("false", _("Not true"))])
    if_true = blocks.TextBlock(label=_("Explanation for whoever chooses “true”"), max_length=400, rows=2)
    if_false = blocks.TextBlock(label=_("Explanation for whoever chooses “not true”"), max_length=400, rows=2)

    def freeze(self, value: Any) -> Frozen:
        is_true = value["answer"] == "true"
        true, untrue = _TRUE_OR_NOT.get(get_language() or "", _TRUE_OR_NOT["id"])
        choices = [
            {"id": "true", "text": true, "correct": is_true, "feedback": value["if_true"]},
            {"id": "false", "text": untrue, "correct": not is_true, "feedback": value["if_false"]},
        ]
        return {"choices": choices, "shuffle": False}

    class Meta:
        icon = "check"
        label = _("True or not")
