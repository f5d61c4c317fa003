from __future__ import annotations

import uuid
from html import unescape
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import truncatechars
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from core.fields import LeanStreamField
from core.models import Competence, Pillar, Topic
from core.models.base import PhoneFirstPreview
from quizzes.blocks import QuestionContentBlock
from quizzes.blocks.choice import EMPTY_CHOICE


class Pool(models.Model):
    """A group of questions that quizzes draw from, e.g. those of one module."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    within = models.ForeignKey(
        "self",
        verbose_name=_("lies in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inside",
        help_text=_("Whatever draws from that group draws from this one, too: modules in a course, courses in a path."),
    )

    class Meta:
        verbose_name = _("group of questions")
        verbose_name_plural = _("groups of questions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def in_group(*pools: int) -> Q:
    """Questions of these groups and of the groups that lie in them, two levels deep."""
    inside = Q(pk__in=pools) | Q(within__in=pools) | Q(within__within__in=pools)
    return Q(pool__in=Pool.objects.filter(inside).order_by().values("pk"))


class Difficulty(models.TextChoices):
    EASY = "easy", _("easy")
    MEDIUM = "medium", _("medium")
    HARD = "hard", _("hard")


# What most questions are; another kind is chosen by taking this one away.
_ONE_RIGHT_CHOICE = [("single_choice", {"choices": [EMPTY_CHOICE] * 3, "shuffle": True})]


class Question(  # type: ignore[misc]
    PhoneFirstPreview,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A reusable question. Publishing freezes it as a version; attempts keep the version they saw."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stem = RichTextField(_("question"), features=["bold", "italic", "code", "ol", "ul"])
    content = LeanStreamField(QuestionContentBlock(), verbose_name=_("answers"), default=_ONE_RIGHT_CHOICE)
    picture = models.ForeignKey(
        "core.Picture", verbose_name=_("picture"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    picture_alt = models.CharField(_("alternative text"), max_length=250, blank=True)
    audio = models.ForeignKey(
        "media.Audio", verbose_name=_("recording"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hints = models.TextField(
        _("hints"),
        max_length=600,
        blank=True,
        help_text=_("One per line, at most three. People open them one after the other; they cost nothing."),
    )
    explanation = models.TextField(_("explanation for everybody"), max_length=600, blank=True)
    pool = models.ForeignKey(
        Pool,
        verbose_name=_("group of questions"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
        help_text=_("Quizzes draw from groups. Leave it empty for a check question of one lesson."),
    )
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    pillars = ClusterTaggableManager(
        _("pillars"), through="quizzes.QuestionPillar", blank=True, related_name="questions", help_text=""
    )
    competences = ClusterTaggableManager(
        _("competences"), through="quizzes.QuestionCompetence", blank=True, related_name="questions", help_text=""
    )
    topics = ClusterTaggableManager(
        _("topics"), through="quizzes.QuestionTopic", blank=True, related_name="questions", help_text=""
    )
    current_version = models.ForeignKey(
        "quizzes.QuestionVersion", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE, editable=False)
    translation_of = models.ForeignKey(  # quizzes draw the original; its translation is asked in its place
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="translations"
    )

    panels: ClassVar = [
        FieldPanel("stem"),
        MultiFieldPanel(["picture", "picture_alt", "audio"], heading=_("Picture and sound"), classname="collapsed"),
        FieldPanel("content"),
        FieldPanel("hints", classname="collapsed"),
        FieldPanel("explanation"),
        MultiFieldPanel(["pool", "difficulty", "pillars", "competences", "topics"], heading=_("Where it belongs")),
    ]
    search_fields: ClassVar = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.SearchField("content"),
        index.AutocompleteField("content"),  # the listing asks for the beginnings of words
        index.FilterField("pool"),
        index.FilterField("difficulty"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-pk",)  # whoever has just written one looks for it on top

    def __str__(self) -> str:
        return truncatechars(unescape(strip_tags(self.stem)), 90)

    def clean(self) -> None:
        super().clean()
        if self.picture and not self.picture_alt:
            raise ValidationError({"picture_alt": _("Say in words what the picture shows.")})
        if self.kind == "places" and not self.picture:
            raise ValidationError({"picture": _("Choose the picture in which people point at places.")})
        if len(self.hint_lines) > 3:
            raise ValidationError({"hints": _("At most three hints, one per line.")})

    @property
    def hint_lines(self) -> list[str]:
        return [line.strip() for line in self.hints.splitlines() if line.strip()]

    @property
    def kind(self) -> str:
        return self.content[0].block_type if self.content else ""

    @property
    def kind_label(self) -> str:
        return str(self.content[0].block.label) if self.content else ""

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "quizzes/question_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from quizzes.domain.queries import authors_view  # the domain reads this model
        from quizzes.domain.versions import freeze

        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context | authors_view(freeze(self), self.key)


class QuestionPillar(ItemBase):
    tag = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(Question, on_delete=models.CASCADE, related_name="pillar_items")


class QuestionCompetence(ItemBase):
    tag = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(Question, on_delete=models.CASCADE, related_name="competence_items")


class QuestionTopic(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(Question, on_delete=models.CASCADE, related_name="topic_items")


class QuestionVersion(models.Model):
    """What a question said when it was published: never changed, never deleted while an attempt keeps it."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.UniqueConstraint(fields=["question", "digest"], name="question_version_content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"
