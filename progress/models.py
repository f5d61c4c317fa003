from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.models import CourseVersion


class Enrolment(models.Model):
    """A learner follows a course; made by starting it. Completion is never taken back."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.UUIDField()  # the course's translation key
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")  # at enrolment
    started_at = models.DateTimeField()
    last_lesson = models.UUIDField(null=True, blank=True)
    last_seen_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_version = models.ForeignKey(
        CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)  # “berhenti ikut”: out of sight, nothing lost

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="one_enrolment_per_learner_and_course"),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_version=None)
                | Q(completed_at__isnull=False, completed_version__isnull=False),
                name="a_completed_enrolment_names_its_version",
            ),
        ]
        indexes = [models.Index(fields=["course"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.course}"


class LessonState(models.Model):
    """A learner has opened, or completed, a lesson."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_states")
    course = models.UUIDField()
    lesson = models.UUIDField()  # the lesson's translation key
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="one_state_per_learner_and_lesson")]
        indexes = [models.Index(fields=["learner", "course"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson}"


class ActivityState(models.Model):
    """What came out of an activity inside a lesson. Done is never taken back (DESIGN §4.5); the mark is the best one,
    or that of the first or latest attempt where its quiz says so.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activity_states")
    course = models.UUIDField()
    lesson = models.UUIDField()
    activity = models.UUIDField()
    kind = models.CharField(max_length=10)
    done_at = models.DateTimeField(null=True, blank=True)  # counts for the lesson from then on
    percent = models.PositiveSmallIntegerField(null=True, blank=True)  # the mark that counts
    sections = models.JSONField(default=dict)  # of the attempt that counts: part → percent
    tries = models.PositiveIntegerField(default=0)
    accompanied = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="one_state_per_learner_and_activity")
        ]
        indexes = [models.Index(fields=["learner", "course"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
