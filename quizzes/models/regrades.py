from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models.attempts import Attempt
from quizzes.models.bank import Question, QuestionVersion


class Regrade(models.Model):
    """The log of one grading again after a mistake in a key: who, when, why, with which key."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="regrades")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")  # whose key grades now
    reason = models.CharField(max_length=300)
    takes_passes = models.BooleanField(default=False)  # the trainer said so explicitly
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question_id} {self.at:%Y-%m-%d}"


class RegradeChange(models.Model):
    """What a regrade changed in one attempt."""

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="changes")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="regrade_changes")
    percent_before = models.PositiveSmallIntegerField()
    percent_after = models.PositiveSmallIntegerField()
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="one_change_per_regrade_and_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.regrade_id} {self.attempt_id}"
