from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from core.models import Competence, Pillar, Topic
from core.models.base import PhoneFirstPreview
from quizzes.models.bank import Difficulty, Pool, Question
from quizzes.quiz_form import QuizForm


class Feedback(models.TextChoices):
    IMMEDIATE = "immediate", _("after each question")
    AT_END = "at_end", _("after handing in")
    AT_CLOSING = "at_closing", _("after the quiz has closed")


class Layout(models.TextChoices):
    ONE = "one", _("one question per page")
    ALL = "all", _("all questions on one page")


class Counts(models.TextChoices):
    """Which attempt's mark counts; a pass once earned stays, whichever it is (DESIGN §4.5)."""

    BEST = "best", _("the best attempt")
    FIRST = "first", _("the first attempt")
    LATEST = "latest", _("the latest attempt")


class Quiz(  # type: ignore[misc]
    PhoneFirstPreview,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
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
    waiting_minutes = models.PositiveIntegerField(
        _("minutes to wait between attempts"), null=True, blank=True, help_text=_("Empty: no waiting.")
    )
    counts = models.CharField(_("what counts"), max_length=6, choices=Counts.choices, default=Counts.BEST)
    shuffle = models.BooleanField(_("mix the order of the questions"), default=False)
    layout = models.CharField(_("pages"), max_length=3, choices=Layout.choices, default=Layout.ONE)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_limit = models.PositiveSmallIntegerField(
        _("minutes for one attempt"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Empty: as long as people need."),
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("seconds of grace"),
        default=60,
        validators=[MaxValueValidator(3600)],
        help_text=_("For answers that were on their way when the time was up."),
    )
    pretest = models.ForeignKey(
        "self",
        verbose_name=_("test before the course"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posttests",
        help_text=_("Choose it here if this quiz is the test afterwards: reports then show the gain per pillar."),
    )

    panels: ClassVar = [
        FieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("pass_percent"),
                FieldPanel("attempts_allowed", help_text=_("Empty: as often as people like.")),
                FieldPanel("waiting_minutes"),
                FieldPanel("counts", help_text=_("Only the attempt that counts can pass. A pass is never taken back.")),
                FieldPanel("feedback"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(["layout", "shuffle"], heading=_("Pages"), classname="collapsed"),
        MultiFieldPanel(
            ["opens_at", "closes_at", "time_limit", "grace_seconds"], heading=_("Time"), classname="collapsed"
        ),
        MultiFieldPanel([FieldPanel("pretest")], heading=_("Before and after"), classname="collapsed"),
        InlinePanel(
            "sections",
            heading=_("Random questions"),
            label=_("Group"),
            help_text=_("Each attempt draws new questions from these groups."),
        ),
        InlinePanel("fixed_questions", heading=_("Fixed questions"), label=_("Question")),
    ]
    search_fields: ClassVar = [index.SearchField("title"), index.AutocompleteField("title")]
    base_form_class = QuizForm

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        problems = {}
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            problems["closes_at"] = _("It must close after it opens.")
        if self.feedback == Feedback.AT_CLOSING and not self.closes_at:
            problems["feedback"] = _("Say under “Time” when the quiz closes, or choose another moment.")
        if self.pretest_id is not None and self.pretest_id == self.pk:
            problems["pretest"] = _("Choose another quiz: this one cannot come before itself.")
        if problems:
            raise ValidationError(problems)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "quizzes/quiz_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from quizzes.domain.doors import door  # the domain reads this model
        from quizzes.domain.rules import rules_of

        return {"quiz": self, "door": door(rules_of(self), (), timezone.now()), "request": request}

    @property
    def parts_in_words(self) -> str:
        """What tells quizzes of the same title apart."""
        return ", ".join(section.title or section.pool.name for section in self.sections.all())

    @property
    def draws(self) -> bool:
        """An attempt may ask other questions than the one before it."""
        return any(self.sections.all())

    @property
    def question_count(self) -> int:
        return sum(section.count for section in self.sections.all()) + len(
            {row.question_id for row in self.fixed_questions.all()}
        )


class Allowance(models.Model):
    """What one learner is given beyond the rules of a quiz. Classes write them too (DESIGN §3)."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="allowances")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_allowances")
    extra_minutes = models.PositiveSmallIntegerField(_("more minutes for one attempt"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("more attempts"), default=0)
    closes_at = models.DateTimeField(_("closes for this person"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [models.UniqueConstraint(fields=["quiz", "learner"], name="one_allowance_per_quiz_and_learner")]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.learner_id}"


class Window(models.Model):
    """When one learner may take a quiz, as somebody else's plan says: a class writes them, this app only obeys.

    A learner with windows at a quiz is let in while one of them is open, and never beyond the quiz's own times;
    a learner without any knows the quiz's times alone. ``source`` is opaque: whoever wrote it takes it away by it.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="windows")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_windows")
    source = models.UUIDField()
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)  # from this moment on it is closed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz", "source"], name="one_window_per_learner_quiz_and_source"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=models.F("closes_at")),
                name="a_window_opens_before_it_closes",
            ),
        ]
        indexes = [models.Index(fields=["source"])]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.learner_id}"


class QuizSection(Orderable):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    pool = models.ForeignKey(Pool, verbose_name=_("group of questions"), on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(
        _("how many"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    difficulty = models.CharField(_("only this difficulty"), max_length=6, choices=Difficulty.choices, blank=True)
    pillar = models.ForeignKey(
        Pillar, verbose_name=_("only this pillar"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    competence = models.ForeignKey(
        Competence,
        verbose_name=_("only this competence"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("only this topic"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
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
