from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin
from wagtail.search import index


class PracticeTask(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, ClusterableModel):  # type: ignore[misc]
    """Something to do with one's own hands: a list of steps that the learner or a companion ticks."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    companion = models.BooleanField(
        _("a companion looks on"),
        default=False,
        help_text=_("The list then asks for somebody beside the learner to tick it."),
    )
    replaces = models.TextField(
        _("stands in for"),
        blank=True,
        max_length=400,
        help_text=_("For trainers: what the curriculum asks for and this list replaces for now."),
    )

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("companion"),
        InlinePanel("steps", heading=_("Steps"), label=_("Step"), min_num=1),
        FieldPanel("replaces"),
    ]
    search_fields: ClassVar = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def __str__(self) -> str:
        return self.title


class PracticeStep(Orderable):
    task = ParentalKey(PracticeTask, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40, editable=False, default="")  # stable within the task: ticks hang on it
    text = RichTextField(_("what to do"), features=["bold", "italic", "code", "link"])

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="practice_step_key_once_per_task")]

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = self.key or uuid.uuid4().hex[:12]
        super().save(*args, **kwargs)


class PracticeTick(models.Model):
    """A step that was done: by whom it was ticked, and whether somebody looked on."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_ticks")
    task = models.ForeignKey(PracticeTask, on_delete=models.CASCADE, related_name="ticks")
    context = models.UUIDField()  # the activity
    step = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accompanied = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "context", "step"], name="one_tick_per_learner_and_step")
        ]

    def __str__(self) -> str:
        return f"{self.context} {self.step}"
