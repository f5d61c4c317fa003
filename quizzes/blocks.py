"""The content of each question kind as a trainer writes it, and the blocks that put questions into a lesson."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

Frozen = dict[str, Any]


class KindBlock(blocks.StructBlock):
    """Content of one kind. ``freeze`` makes the plain value that attempts keep."""

    def freeze(self, value: Any) -> Frozen:
        raise NotImplementedError


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"), max_length=240)
    correct = blocks.BooleanBlock(label=_("This is right"), required=False)
    feedback = blocks.TextBlock(
        label=_("Explanation"),
        max_length=400,
        rows=2,
        help_text=_("Why it is right, or not quite. People read this after choosing."),
    )

    class Meta:
        icon = "tick"
        label_format = "{text}"  # not the value of an unticked box


class _ChoicesBlock(KindBlock):
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Choices"),
        min_num=2,
        max_num=6,
        default=[{"text": "", "correct": False, "feedback": ""}] * 3,
    )
    shuffle = blocks.BooleanBlock(label=_("Mix the order of the choices"), required=False, default=True)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        texts = [choice["text"].strip() for choice in cleaned["choices"]]
        right = sum(bool(choice["correct"]) for choice in cleaned["choices"])
        problem = self.problem(right, len(texts))
        if len(set(texts)) < len(texts):
            problem = _("Two choices say the same.")
        if problem and not self.is_deferred_validation:  # a draft may be unfinished
            raise StructBlockValidationError(non_block_errors=[ValidationError(problem)])
        return cleaned

    def problem(self, right: int, total: int) -> Any:
        return None

    def freeze(self, value: Any) -> Frozen:
        choices = [
            {
                "id": child.id,
                "text": child.value["text"],
                "correct": bool(child.value["correct"]),
                "feedback": child.value["feedback"],
            }
            for child in value["choices"].bound_blocks
        ]
        return {"choices": choices, "shuffle": bool(value["shuffle"])}

    class Meta:
        label_format = "{choices}"


class SingleChoiceBlock(_ChoicesBlock):
    def problem(self, right: int, total: int) -> Any:
        return None if right == 1 else _("Mark exactly one choice as right.")

    class Meta:
        icon = "radio-full"
        label = _("One right choice")


class MultipleChoiceBlock(_ChoicesBlock):
    def problem(self, right: int, total: int) -> Any:
        return None if 1 <= right < total else _("Mark at least one choice as right and leave at least one.")

    class Meta:
        icon = "tasks"
        label = _("Several right choices")


class TrueFalseBlock(KindBlock):
    answer = blocks.ChoiceBlock(label=_("The sentence is"), choices=[("true", _("True")), ("false", _("Not true"))])
    if_true = blocks.TextBlock(label=_("Explanation for whoever chooses “true”"), max_length=400, rows=2)
    if_false = blocks.TextBlock(label=_("Explanation for whoever chooses “not true”"), max_length=400, rows=2)

    def freeze(self, value: Any) -> Frozen:
        is_true = value["answer"] == "true"
        choices = [
            {"id": "true", "text": "Benar", "correct": is_true, "feedback": value["if_true"]},
            {"id": "false", "text": "Tidak benar", "correct": not is_true, "feedback": value["if_false"]},
        ]
        return {"choices": choices, "shuffle": False}

    class Meta:
        icon = "check"
        label = _("True or not")


_SIZE = {"max_digits": 21, "decimal_places": 6}  # what packs may say; 1e999999 is no number to reckon with


class TrapBlock(blocks.StructBlock):
    value = blocks.DecimalBlock(label=pgettext_lazy("a quantity", "Number"), **_SIZE)
    feedback = blocks.TextBlock(label=_("Explanation"), max_length=400, rows=2)

    class Meta:
        label_format = "{value}"


class _TypedBlock(KindBlock):
    feedback_correct = blocks.TextBlock(label=_("Explanation when it is right"), max_length=400, rows=2)
    feedback_incorrect = blocks.TextBlock(label=_("Explanation when it is not quite right"), max_length=400, rows=2)


class NumberBlock(_TypedBlock):
    answer = blocks.DecimalBlock(label=_("Right number"), **_SIZE)
    tolerance = blocks.DecimalBlock(label=_("May differ by"), default=0, min_value=0, **_SIZE)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=20, help_text=_("For example: rupiah, gram."))
    traps = blocks.ListBlock(
        TrapBlock(),
        label=_("Frequent mistakes"),
        default=[],
        required=False,
        help_text=_("A wrong number people often reach, with its own explanation."),
    )

    def freeze(self, value: Any) -> Frozen:
        return {
            "answer": str(value["answer"]),
            "tolerance": str(value["tolerance"] or 0),
            "unit": value["unit"],
            "traps": [{"value": str(trap["value"]), "feedback": trap["feedback"]} for trap in value["traps"]],
            "feedback_correct": value["feedback_correct"],
            "feedback_incorrect": value["feedback_incorrect"],
        }

    class Meta:
        icon = "plus"
        label = _("A number")
        label_format = "{answer} {unit}"
        form_layout = ["answer", "tolerance", "unit", "feedback_correct", "feedback_incorrect", "traps"]


class ShortTextBlock(_TypedBlock):
    accepted = blocks.ListBlock(
        blocks.CharBlock(max_length=80),
        label=_("Accepted answers"),
        min_num=1,
        help_text=_("Capital letters and spaces around do not matter."),
    )

    def freeze(self, value: Any) -> Frozen:
        return {
            "accepted": list(value["accepted"]),
            "feedback_correct": value["feedback_correct"],
            "feedback_incorrect": value["feedback_incorrect"],
        }

    class Meta:
        icon = "pilcrow"
        label = _("A short text")
        form_layout = ["accepted", "feedback_correct", "feedback_incorrect"]


class QuestionContentBlock(blocks.StreamBlock):
    """Exactly one child: its block type is the question's kind."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
    number = NumberBlock()
    short_text = ShortTextBlock()

    class Meta:
        min_num = 1
        max_num = 1


class CheckQuestionBlock(blocks.StructBlock):
    """A question inside a lesson, filled in per learner (DESIGN §4.1)."""

    question = SnippetChooserBlock(
        "quizzes.Question",
        label=_("Question"),
        help_text=_("Not there yet? Write it first under “Questions and practice”."),
    )

    class Meta:
        icon = "help"
        label = _("Check question")
        description = _("One question to see whether the lesson arrived. Explanations come at once.")
        template = "blocks/slot.html"
        preview_template = "blocks/previews/check.html"
        preview_value: dict[str, Any] = {}


class QuizBlock(blocks.StructBlock):
    quiz = SnippetChooserBlock("quizzes.Quiz", label=_("Quiz"))

    class Meta:
        icon = "tasks"
        label = _("Quiz")
        description = _("A quiz from the bank. It has to be passed to complete this page.")
        template = "blocks/slot.html"
        preview_template = "blocks/previews/quiz.html"
        preview_value: dict[str, Any] = {}
