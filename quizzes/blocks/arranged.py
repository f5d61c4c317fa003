"""Matching pairs, sorting into groups, putting in order."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.blocks.base import ExplainedBlock, Frozen


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("This"), max_length=160)
    right = blocks.CharBlock(label=_("belongs to this"), max_length=160)
    feedback = blocks.TextBlock(label=_("Explanation"), required=False, max_length=400, rows=2)

    class Meta:
        label_format = "{left} – {right}"


def _option_id(text: str) -> str:
    """Of the text alone: nothing in it tells which row it belongs to, and the same text twice is one option."""
    return str(uuid5(NAMESPACE_OID, text))


class MatchingBlock(ExplainedBlock):
    pairs = blocks.ListBlock(
        PairBlock(),
        label=_("Pairs"),
        min_num=2,
        max_num=8,
        default=[{"left": "", "right": "", "feedback": ""}] * 3,
        help_text=_("Learners see the left sides and choose the right one for each."),
    )
    decoys = blocks.ListBlock(
        blocks.CharBlock(max_length=160),
        label=_("Further choices that belong to none"),
        default=[],
        required=False,
    )

    def problem(self, value: Any) -> Any:
        lefts = [pair["left"].strip() for pair in value["pairs"]]
        rights = {pair["right"].strip() for pair in value["pairs"]}
        if len(set(lefts)) < len(lefts):
            return _("Two left sides say the same.")
        if rights & {decoy.strip() for decoy in value["decoys"]}:
            return _("A further choice says the same as a right side.")
        return None if len(rights) > 1 else _("All right sides say the same.")

    def freeze(self, value: Any) -> Frozen:
        rows = [
            {
                "id": child.id,
                "text": child.value["left"],
                "option": _option_id(child.value["right"]),
                "feedback": child.value["feedback"],
            }
            for child in value["pairs"].bound_blocks
        ]
        texts = dict.fromkeys([*(pair["right"] for pair in value["pairs"]), *value["decoys"]])
        options = [{"id": _option_id(text), "text": text} for text in texts]
        return super().freeze(value) | {"rows": rows, "options": options}

    class Meta:
        icon = "link"
        label = _("Matching pairs")
        form_layout = ["pairs", "decoys", "feedback_correct", "feedback_incorrect"]


class GroupBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Group"), max_length=80)
    things = blocks.ListBlock(blocks.CharBlock(max_length=160), label=_("What belongs to it"), min_num=1, max_num=12)

    class Meta:
        label_format = "{name}"


class GroupsBlock(ExplainedBlock):
    groups = blocks.ListBlock(GroupBlock(), label=_("Groups"), min_num=2, max_num=5)

    def problem(self, value: Any) -> Any:
        names = [group["name"].strip() for group in value["groups"]]
        things = [thing.strip() for group in value["groups"] for thing in group["things"]]
        if len(set(names)) < len(names):
            return _("Two groups have the same name.")
        return _("The same thing stands twice.") if len(set(things)) < len(things) else None

    def freeze(self, value: Any) -> Frozen:
        groups = value["groups"].bound_blocks
        rows = [
            {"id": thing.id, "text": thing.value, "option": group.id, "feedback": ""}
            for group in groups
            for thing in group.value["things"].bound_blocks
        ]
        options = [{"id": group.id, "text": group.value["name"]} for group in groups]
        return super().freeze(value) | {"rows": rows, "options": options}

    class Meta:
        icon = "folder-open-inverse"
        label = _("Sorting into groups")
        form_layout = ["groups", "feedback_correct", "feedback_incorrect"]


class OrderingBlock(ExplainedBlock):
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=160),
        label=_("In the right order"),
        min_num=3,
        max_num=8,
        default=["", "", ""],
        help_text=_("Write them in the right order. Learners see them mixed."),
    )
    whole = blocks.BooleanBlock(
        label=_("Only the whole order counts"),
        required=False,
        help_text=_("Otherwise each step that is followed by the right next one earns a part."),
    )

    def problem(self, value: Any) -> Any:
        texts = [text.strip() for text in value["items"]]
        return _("The same thing stands twice.") if len(set(texts)) < len(texts) else None

    def freeze(self, value: Any) -> Frozen:
        items = [{"id": child.id, "text": child.value} for child in value["items"].bound_blocks]
        return super().freeze(value) | {"items": items, "whole": bool(value["whole"])}

    class Meta:
        icon = "order"
        label = _("Putting in order")
        label_format = "{items}"
        form_layout = ["items", "whole", "feedback_correct", "feedback_incorrect"]
