from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models.track import Track
from quizzes.models import Quiz


class TrackTest(models.Model):
    """What a quiz that stands in no lesson is for: before or after a learning path, or to find where to begin.

    Its attempts carry ``key`` as their place. ``said``: language → what it says; ``ladder``, of a placement, from the
    bottom up: {"course": key, "modules": {group of questions: key of the module}}; ``beyond``: the course that comes
    after the top.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("afterwards")
        PLACEMENT = "placement", _("where to begin")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="tests")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    quiz = models.OneToOneField(Quiz, on_delete=models.CASCADE, related_name="track_test")
    minutes = models.PositiveSmallIntegerField()
    said = models.JSONField(default=dict)
    ladder = models.JSONField(default=list)
    beyond = models.UUIDField(null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["track", "kind"], condition=~Q(kind="placement"), name="one_test_before_and_one_after_a_track"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language of the page; Indonesian where it says nothing in that one."""
        return str(self.said.get((get_language() or "id").split("-")[0]) or self.said.get("id", ""))

    @property
    def is_placement(self) -> bool:
        return self.kind == self.Kind.PLACEMENT
