from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import QuestionVersion
from quizzes.models.quiz import Quiz
from quizzes.rules import is_in_time


class Attempt(models.Model):
    """One go at a quiz by one learner, made on the server at the start.

    ``context`` is the caller's opaque key, so that one quiz used in two places keeps two counts (DESIGN §4.5).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    context = models.UUIDField()
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True)
    sections = models.JSONField(default=dict)  # section key → percent
    # Rules as they were at the start: an author who changes the quiz meanwhile changes nobody's attempt.
    pass_percent = models.PositiveSmallIntegerField()
    feedback = models.CharField(max_length=10)
    deadline_at = models.DateTimeField(null=True, blank=True)  # time limit and closing, whichever comes first
    grace_seconds = models.PositiveSmallIntegerField(default=0)
    to_mark = models.PositiveSmallIntegerField(default=0)  # answers handed in that wait for a person's mark

    class Meta:
        ordering = ["number"]
        permissions = [("mark_attempt", _("Can mark answers")), ("regrade_attempt", _("Can grade again"))]
        constraints = [
            models.UniqueConstraint(fields=["learner", "quiz", "context", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["learner", "quiz", "context"],
                condition=Q(submitted_at=None),
                name="one_open_attempt_per_learner_quiz_and_context",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, percent=None, passed=None)
                | Q(submitted_at__isnull=False, percent__isnull=False, passed__isnull=False),
                name="an_attempt_has_a_mark_when_submitted",
            ),
        ]
        indexes = [models.Index(fields=["quiz"], condition=Q(to_mark__gt=0), name="attempts_that_wait")]

    def __str__(self) -> str:
        return f"{self.quiz_id} #{self.number}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    def is_over(self, at: datetime) -> bool:
        """Open, though its time and the grace after it are up: whoever looks next hands it in."""
        return self.is_open and not is_in_time(self.deadline_at, timedelta(seconds=self.grace_seconds), at)

    @property
    def was_ended_by_time(self) -> bool:
        return self.submitted_at is not None and self.submitted_at == self.deadline_at

    @property
    def is_survey(self) -> bool:
        """Handed in, and no question of it carries a mark."""
        return self.submitted_at is not None and not self.sections


class AttemptItem(models.Model):
    """One question of an attempt: the version the learner sees, the answer so far, the mark."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()  # from 1
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=64, blank=True)
    choice_order = models.JSONField(default=list)
    response = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)  # explanation was shown; the answer stands
    fraction = models.CharField(max_length=20, null=True, blank=True)  # exact, like 2/3; set when checked or submitted
    client_order = models.PositiveBigIntegerField(
        default=0
    )  # of the newest save; an older one that comes late is dropped
    key_version = models.ForeignKey(  # whose key graded it, where that is not the version that was seen
        QuestionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A person's mark: {"points": {criterion id: points}, "comment": str}; only kinds that a person marks.
    mark = models.JSONField(null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_question_per_position")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"


class CheckAnswer(models.Model):
    """An answer to a check question inside a lesson; each try is kept."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_answers")
    context = models.UUIDField()  # the activity
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    response = models.JSONField()
    fraction = models.CharField(max_length=20)  # empty where no key marks it
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["learner", "context"])]

    def __str__(self) -> str:
        return f"{self.context} {self.fraction}"
