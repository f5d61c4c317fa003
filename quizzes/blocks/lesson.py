"""The blocks that put questions and quizzes into a lesson."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


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
