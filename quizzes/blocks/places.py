"""Places in the question's picture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from quizzes.blocks.base import Frozen, KindBlock
from quizzes.kinds.places import SIDES, SMALLEST


class PlaceBlock(blocks.StructBlock):
    label = blocks.CharBlock(
        label=_("Name of the place"), max_length=160, help_text=_("People who do not see the picture choose by it.")
    )
    x = blocks.IntegerBlock(label=_("From the left, in percent"), min_value=0, max_value=100 - SMALLEST, default=10)
    y = blocks.IntegerBlock(label=_("From the top, in percent"), min_value=0, max_value=100 - SMALLEST, default=10)
    width = blocks.IntegerBlock(label=_("Width, in percent"), min_value=SMALLEST, max_value=100, default=30)
    height = blocks.IntegerBlock(label=_("Height, in percent"), min_value=SMALLEST, max_value=100, default=15)
    correct = blocks.BooleanBlock(label=_("This is right"), required=False)
    feedback = blocks.TextBlock(
        label=_("Explanation"),
        max_length=400,
        rows=2,
        help_text=_("Why it is right, or not quite. People read this after choosing."),
    )

    class Meta:
        icon = "crosshairs"
        label_format = "{label}"


class PlacesBlock(KindBlock):
    places = blocks.ListBlock(
        PlaceBlock(),
        label=_("Places"),
        min_num=2,
        max_num=12,
        default=[
            {"label": "", "x": 10, "y": y, "width": 80, "height": 20, "correct": False, "feedback": ""}
            for y in (5, 40, 75)
        ],
        help_text=_("Choose the picture of the question first. Several right places may be marked."),
    )

    def problem(self, value: Any) -> Any:
        places = value["places"]
        labels = [place["label"].strip() for place in places]
        if len(set(labels)) < len(labels):
            return _("Two places have the same name.")
        for place in places:
            if place["x"] + place["width"] > 100 or place["y"] + place["height"] > 100:
                return _("“%(name)s” reaches over the edge of the picture.") % {"name": place["label"]}
        right = sum(bool(place["correct"]) for place in places)
        return None if 1 <= right < len(places) else _("Mark at least one place as right and leave at least one.")

    def freeze(self, value: Any) -> Frozen:
        choices = [
            {
                "id": child.id,
                "text": child.value["label"],
                "correct": bool(child.value["correct"]),
                "feedback": child.value["feedback"],
                "place": {side: child.value[side] or 0 for side in SIDES},
            }
            for child in value["places"].bound_blocks
        ]
        return {"choices": choices, "shuffle": False}

    class Meta:
        icon = "crosshairs"
        label = _("Pointing at places in a picture")
        label_format = "{places}"


class PlacesBlockAdapter(StructBlockAdapter):
    """Its form shows the picture with the places on it, to be drawn and moved; the numbers work without that."""

    js_constructor = "quizzes.blocks.PlacesBlock"

    def js_args(self, block: PlacesBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        words = {
            "first": _("Choose the picture of the question above. Then draw the places on it."),
            "how": _(
                "Draw a place, or move it. Its lower right corner changes its size. Arrow keys move it, with Shift they"
                " change its size."
            ),
            "place": _("Place"),
        }
        return [name, children, meta | {"words": words}]

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[versioned_static("lms/js/places.js")])


register(PlacesBlockAdapter(), PlacesBlock)
