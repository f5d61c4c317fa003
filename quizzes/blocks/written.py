"""Free text with a rubric, and what surveys ask: a scale, free words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.blocks.base import Frozen, KindBlock
from quizzes.formats.shape import MAX_POINTS

_CRITERION = {"criterion": "", "points": 2, "levels": ""}


def level_words(text: str | None) -> list[str]:
    """Words for 0, 1, 2 … points, one per line; [] for none."""
    lines = [line.strip() for line in (text or "").strip().splitlines()]
    return lines if any(lines) else []


class CriterionBlock(blocks.StructBlock):
    criterion = blocks.CharBlock(label=_("What you look at"), max_length=160)
    points = blocks.IntegerBlock(label=_("Points at most"), min_value=1, max_value=MAX_POINTS, default=2)
    levels = blocks.TextBlock(
        label=_("What earns how many points"),
        required=False,
        max_length=1600,
        rows=3,
        help_text=_("One line for each number of points: the first line for 0, the next for 1, and so on."),
    )

    class Meta:
        label_format = "{criterion}"


class FreeTextBlock(KindBlock):
    rubric = blocks.ListBlock(
        CriterionBlock(),
        label=_("Rubric"),
        min_num=1,
        max_num=6,
        default=[_CRITERION],
        help_text=_("A trainer gives points for each of these. The mark is their share of all points."),
    )
    example = blocks.TextBlock(
        label=_("Model answer"),
        required=False,
        max_length=2000,
        rows=4,
        help_text=_("Learners read it after their answer was marked; in a lesson, right after answering."),
    )
    most_words = blocks.IntegerBlock(label=_("Words at most"), required=False, min_value=10, max_value=600)

    def problem(self, value: Any) -> Any:
        criteria = [row["criterion"].strip() for row in value["rubric"]]
        if len(set(criteria)) < len(criteria):
            return _("Two lines of the rubric say the same.")
        for row in value["rubric"]:
            levels = level_words(row["levels"])
            if levels and len(levels) != row["points"] + 1:
                return _("“%(criterion)s” needs %(lines)s lines of words, from 0 points to %(points)s.") % {
                    "criterion": row["criterion"], "lines": row["points"] + 1, "points": row["points"],
                }  # fmt: skip
        return None

    def freeze(self, value: Any) -> Frozen:
        rubric = [
            {
                "id": child.id,
                "criterion": child.value["criterion"],
                "points": child.value["points"] or 1,  # a draft in its preview
                "levels": level_words(child.value["levels"]),
            }
            for child in value["rubric"].bound_blocks
        ]
        return {"rubric": rubric, "example": value["example"] or "", "most_words": value["most_words"]}

    class Meta:
        icon = "doc-full"
        label = _("Free text, marked by a trainer")
        label_format = "{rubric}"


class ScaleBlock(KindBlock):
    steps = blocks.ListBlock(
        blocks.CharBlock(max_length=60, required=False),
        label=_("Steps"),
        min_num=3,
        max_num=7,
        default=["", "", "", "", ""],
        help_text=_("From the lowest to the highest. The first and the last need a word, the others may have one."),
    )

    def problem(self, value: Any) -> Any:
        steps = value["steps"]
        return None if steps[0].strip() and steps[-1].strip() else _("The first and the last step need a word.")

    def freeze(self, value: Any) -> Frozen:
        return {"steps": [words or "" for words in value["steps"]]}

    class Meta:
        icon = "order"
        label = _("A scale, without a mark")
        label_format = "{steps}"


class FreeWordsBlock(KindBlock):
    def freeze(self, value: Any) -> Frozen:
        return {}

    class Meta:
        icon = "comment"
        label = _("Free words, without a mark")
