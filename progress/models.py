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
    accompanied = models.BooleanField(default=False)  # completed together with a companion
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
    declared = models.BooleanField(default=False)  # done by the learner's own word alone, as without JavaScript
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="one_state_per_learner_and_activity")
        ]
        indexes = [models.Index(fields=["learner", "course"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"


class H5PState(models.Model):
    """Where a learner is in an H5P content, so that another phone goes on there.

    One per part of the content and kind of data; belongs to one version and means nothing to another.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="h5p_states")
    activity = models.UUIDField()
    content = models.UUIDField()
    version = models.PositiveIntegerField()
    sub_content = models.CharField(max_length=36, blank=True)  # empty: the content itself
    data_type = models.CharField(max_length=64)
    data = models.TextField()  # as the content wrote it; read by nobody but the content
    sequence = models.PositiveBigIntegerField()  # ADR 0026: which of two devices wrote last
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "activity", "sub_content", "data_type"], name="one_h5p_state_per_part_and_type"
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"


class H5PResult(models.Model):
    """One go at an H5P content: what it claims was earned, and what the server finds where it can mark.

    Foreign code in the learner's browser says the claims; they never make a mark (DESIGN §4.8).
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="h5p_results")
    activity = models.UUIDField()
    content = models.UUIDField()
    version = models.PositiveIntegerField()
    key = models.UUIDField()  # of this go, made by the page that plays
    sequence = models.PositiveBigIntegerField(default=0)  # of the last report of this go
    started_at = models.DateTimeField()
    at = models.DateTimeField()  # of the last report
    seconds = models.PositiveIntegerField(default=0)  # open so far
    finished = models.BooleanField(default=False)
    claimed_score = models.FloatField(null=True)
    claimed_max = models.FloatField(null=True)
    marked_score = models.FloatField(null=True)
    marked_max = models.FloatField(null=True)
    # [{"sub", "title", "response", "claimed": [score, most] | None, "marked": [score, most] | None}]
    parts = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_h5p_result_per_go")]
        indexes = [
            models.Index(fields=["learner", "activity"]),
            models.Index(fields=["content"]),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
