from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin
from wagtail.search import index

from quizzes.models.bank import Difficulty, Pool, Question


class Feedback(models.TextChoices):
    IMMEDIATE = "immediate", _("after each question")
    AT_END = "at_end", _("after handing in")


class Quiz(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, ClusterableModel):  # type: ignore[misc]
    """A quiz: fixed questions and random draws from groups, with its rules. Knows no course."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as often as people like. The best attempt counts."),
    )
    feedback = models.CharField(
        _("explanations come"), max_length=10, choices=Feedback.choices, default=Feedback.IMMEDIATE
    )

    panels: ClassVar = [
        FieldPanel("title"),
        MultiFieldPanel(["pass_percent", "attempts_allowed", "feedback"], heading=_("Rules")),
        InlinePanel(
            "sections",
            heading=_("Random questions"),
            label=_("Group"),
            help_text=_("Each attempt draws new questions from these groups."),
        ),
        InlinePanel("fixed_questions", heading=_("Fixed questions"), label=_("Question")),
    ]
    search_fields: ClassVar = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def __str__(self) -> str:
        return self.title

    @property
    def parts_in_words(self) -> str:
        """What tells quizzes of the same title apart."""
        return ", ".join(section.title or section.pool.name for section in self.sections.all())

    @property
    def question_count(self) -> int:
        return sum(section.count for section in self.sections.all()) + len(
            {row.question_id for row in self.fixed_questions.all()}
        )


class QuizSection(Orderable):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    pool = models.ForeignKey(Pool, verbose_name=_("group of questions"), on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(
        _("how many"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    difficulty = models.CharField(_("only this difficulty"), max_length=6, choices=Difficulty.choices, blank=True)
    title = models.CharField(
        _("name of this part"),
        max_length=120,
        blank=True,
        help_text=_("Appears on page 2 of the certificate with its mark."),
    )
    key = models.CharField(max_length=64, blank=True, editable=False)  # what the part belongs to, for its caller

    def clean(self) -> None:
        super().clean()
        self.key = self.key or str(uuid.uuid4())  # before the draft is written: marks hang on it, whatever is renamed

    @property
    def part(self) -> str:
        """Under which key an attempt keeps the mark of this part."""
        return self.key or str(self.pk)


class QuizQuestion(Orderable):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="+")
