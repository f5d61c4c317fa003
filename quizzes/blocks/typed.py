"""A number, a short text, a text with gaps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from quizzes.blocks.base import ExplainedBlock, Frozen
from quizzes.kinds.gaps import GapProblem, parse_gaps

_SIZE = {"max_digits": 21, "decimal_places": 6}  # what packs may say; 1e999999 is no number to reckon with


class TrapBlock(blocks.StructBlock):
    value = blocks.DecimalBlock(label=pgettext_lazy("a quantity", "Number"), **_SIZE)
    feedback = blocks.TextBlock(label=_("Explanation"), max_length=400, rows=2)

    class Meta:
        label_format = "{value}"


class NumberBlock(ExplainedBlock):
    answer = blocks.DecimalBlock(label=_("Right number"), **_SIZE)
    tolerance = blocks.DecimalBlock(label=_("May differ by"), default=0, min_value=0, **_SIZE)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=20, help_text=_("For example: rupiah, gram."))
    traps = blocks.ListBlock(
        TrapBlock(),
        label=_("Frequent mistakes"),
        max_num=20,
        default=[],
        required=False,
        help_text=_("A wrong number people often reach, with its own explanation."),
    )

    def freeze(self, value: Any) -> Frozen:
        return super().freeze(value) | {
            "answer": str(value["answer"]),
            "tolerance": str(value["tolerance"] or 0),
            "unit": value["unit"],
            "traps": [{"value": str(trap["value"]), "feedback": trap["feedback"]} for trap in value["traps"]],
        }

    class Meta:
        icon = "plus"
        label = _("A number")
        label_format = "{answer} {unit}"
        form_layout = ["answer", "tolerance", "unit", "feedback_correct", "feedback_incorrect", "traps"]


class ShortTextBlock(ExplainedBlock):
    accepted = blocks.ListBlock(
        blocks.CharBlock(max_length=80),
        label=_("Accepted answers"),
        min_num=1,
        max_num=40,
        help_text=_("Spaces around do not matter. A star stands for any letters: *.go.id"),
    )
    case = blocks.BooleanBlock(label=_("Capital letters count"), required=False)
    ignore_spaces = blocks.BooleanBlock(
        label=_("No space counts"), required=False, help_text=_("For phone numbers and the like.")
    )

    def freeze(self, value: Any) -> Frozen:
        return super().freeze(value) | {
            "accepted": list(value["accepted"]),
            "case": bool(value["case"]),
            "spaces": not value["ignore_spaces"],
            "wildcards": True,
        }

    class Meta:
        icon = "pilcrow"
        label = _("A short text")
        label_format = "{accepted}"
        form_layout = ["accepted", "case", "ignore_spaces", "feedback_correct", "feedback_incorrect"]


GAP_PROBLEMS = {
    "no_gap": _("There is no gap. Put what is to be filled in between square brackets: [answer]."),
    "empty": _("This gap has an empty place: [%(gap)s]"),
    "one_choice": _("A gap to choose needs two different words or more, one of them with a star: [*right|wrong]."),
    "long": _("What fits a gap is longer than 80 characters: %(gap)s"),
    "bracket": _("A square bracket is left open or closed twice near “%(gap)s”."),
}


class GapsBlock(ExplainedBlock):
    text = blocks.TextBlock(
        label=_("Text with gaps"),
        rows=5,
        max_length=1200,
        help_text=_(
            "[go.id|.go.id] is typed, either spelling fits. [*https|http|www] is chosen, the starred one fits."
        ),
    )

    def problem(self, value: Any) -> Any:
        try:
            parse_gaps(value["text"])
        except GapProblem as problem:
            return GAP_PROBLEMS[problem.code] % {"gap": problem.gap}
        return None

    def freeze(self, value: Any) -> Frozen:
        text = value["text"] or ""
        try:
            return super().freeze(value) | parse_gaps(text)
        except GapProblem:  # a draft in its preview
            return super().freeze(value) | {"pieces": [{"text": text}], "gaps": []}

    class Meta:
        icon = "edit"
        label = _("Filling gaps")
        form_layout = ["text", "feedback_correct", "feedback_incorrect"]
