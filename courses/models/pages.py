"""Catalogue, course, module, lesson: content only. A learner's state is poured in by progress (DESIGN §4.1)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.search import index

from core.fields import LeanStreamField
from core.models import BasePage, Competence, Pillar, Topic
from courses.blocks import LessonBody
from courses.findings_panel import FindingsPanel
from courses.forms import CourseForm, LessonForm

_ADDRESS_PANELS = ["slug", "seo_title", "search_description"]


def _tabs(content: list[Any], about: list[Any] | None = None) -> TabbedInterface:
    tabs = [ObjectList(content, heading=_("Content"))]
    if about:
        tabs.append(ObjectList(about, heading=_("About this page")))
    return TabbedInterface(
        [
            *tabs,
            ObjectList(_ADDRESS_PANELS, heading=_("Address")),
            ObjectList(BasePage.settings_panels, heading=_("Settings")),
        ]
    )


class CataloguePage(BasePage):
    """The list of all courses; there is one."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=400)

    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    template = "courses/catalogue_page.html"
    edit_handler = _tabs([TitleFieldPanel("title"), "introduction"])

    class Meta:
        verbose_name = _("catalogue")


class CoursePage(BasePage):
    """A course a learner can follow from first lesson to certificate."""

    track = models.ForeignKey(
        "courses.Track", verbose_name=_("learning path"), null=True, on_delete=models.PROTECT, related_name="courses"
    )
    summary = models.TextField(_("in one or two sentences"), max_length=400)
    audience = models.TextField(_("for whom"), max_length=400, blank=True)
    outcomes = models.TextField(
        _("what you will master"), max_length=1200, help_text=_("One line each, three to five lines.")
    )
    pillars = ClusterTaggableManager(
        _("pillars"), through="courses.CoursePillar", blank=True, related_name="courses", help_text=""
    )
    topics = ClusterTaggableManager(
        _("topics"), through="courses.CourseTopic", blank=True, related_name="courses", help_text=""
    )
    prerequisites = ParentalManyToManyField(
        "courses.CoursePage", verbose_name=_("better to know first"), blank=True, symmetrical=False
    )
    prerequisites_required = models.BooleanField(
        _("lock until these are completed"), default=False, help_text=_("Off: people are advised, nobody is stopped.")
    )
    jp_override = models.PositiveSmallIntegerField(
        _("training hours (JP), if not computed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("Empty: minutes of all lessons divided by the minutes of one JP, rounded."),
    )
    pack = models.CharField(max_length=80, blank=True, editable=False)  # id of the course pack it came from

    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar = ["courses.ModulePage"]
    template = "courses/course_page.html"
    base_form_class = CourseForm
    edit_handler = _tabs(
        [TitleFieldPanel("title"), "summary", "outcomes", "audience", "track"],
        [
            MultiFieldPanel(["pillars", "topics"], heading=_("Tags")),
            MultiFieldPanel(
                [FieldPanel("prerequisites", widget=CheckboxSelectMultiple), "prerequisites_required"],
                heading=_("Before this course"),
            ),
            "jp_override",
        ],
    )
    search_fields: ClassVar = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("outcomes"),
        index.FilterField("track_id"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def outcome_lines(self) -> list[str]:
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]


class CoursePillar(ItemBase):
    tag = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="pillar_items")


class CourseTopic(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="topic_items")


class ModulePage(BasePage):
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)

    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    template = "courses/module_page.html"
    edit_handler = _tabs([TitleFieldPanel("title"), "summary"])

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonPage(BasePage):
    """Three to seven minutes: an aim, an example, steps, something to try, one question."""

    class Kind(models.TextChoices):
        LESSON = "lesson", _("lesson")
        PRACTICE = "practice", _("practice")
        QUIZ = "quiz", _("quiz")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LESSON)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    objective = models.CharField(_("aim"), max_length=200, help_text=_("One sentence: “Anda bisa …”"))
    body = LeanStreamField(LessonBody(), verbose_name=_("content"), blank=True)
    pillars = ClusterTaggableManager(
        _("pillars"), through="courses.LessonPillar", blank=True, related_name="lessons", help_text=""
    )
    competences = ClusterTaggableManager(
        _("competences"), through="courses.LessonCompetence", blank=True, related_name="lessons", help_text=""
    )
    topics = ClusterTaggableManager(
        _("topics"), through="courses.LessonTopic", blank=True, related_name="lessons", help_text=""
    )
    source_title = models.CharField(_("official source"), max_length=160, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    review_again_on = models.DateField(_("review again on"), null=True, blank=True)
    changes_often = models.BooleanField(
        _("changes often"),
        default=False,
        help_text=_("Learners are told that screens and rules may look different by now."),
    )

    parent_page_types: ClassVar = ["courses.ModulePage"]
    subpage_types: ClassVar = []
    base_form_class = LessonForm
    template = "courses/lesson_page.html"
    edit_handler = _tabs(
        [
            TitleFieldPanel("title"),
            MultiFieldPanel(["kind", "minutes", "objective"], heading=_("Frame")),
            "body",
            FindingsPanel(heading=_("Plain and light?"), icon="glasses"),
        ],
        [
            MultiFieldPanel(
                ["source_title", "source_url", "reviewed_on", "review_again_on", "changes_often"],
                heading=_("Source and review"),
            ),
            MultiFieldPanel(["pillars", "competences", "topics"], heading=_("Tags")),
        ],
    )
    search_fields: ClassVar = [
        *BasePage.search_fields,
        index.SearchField("objective"),
        index.SearchField("body"),
        index.FilterField("review_again_on"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self) -> None:
        super().clean()
        if self.source_url and not self.source_url.startswith("https://"):
            raise ValidationError({"source_url": _("The address of the source must start with https://")})
        if self.reviewed_on and self.review_again_on and self.review_again_on <= self.reviewed_on:
            raise ValidationError({"review_again_on": _("This date must come after the review.")})

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """For the preview: the blocks, with what learners act in shown but asleep."""
        from courses.domain.preview import preview_context  # reads the models of this module

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | preview_context(self, request)


class LessonPillar(ItemBase):
    tag = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="pillar_items")


class LessonCompetence(ItemBase):
    tag = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="competence_items")


class LessonTopic(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="topic_items")
