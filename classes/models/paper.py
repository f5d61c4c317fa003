from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classes.models.groups import ClassGroup
from quizzes.models import Attempt, QuestionVersion, Quiz


class PaperQuiz(models.Model):
    """A quiz drawn once for a class and frozen, so that what comes back on paper can be typed in and graded."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="paper_quizzes")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="+")
    lesson = models.UUIDField()  # the lesson's translation key
    activity = models.UUIDField()
    title = models.CharField(max_length=200)  # of the quiz and its lesson, as they were called then
    code = models.CharField(max_length=6, unique=True)  # on every sheet, so that no sheet gets into another grid
    forms = models.PositiveSmallIntegerField(_("sheets"), default=1)  # 2: A and B, in another order
    left_out = models.PositiveSmallIntegerField(default=0)  # questions that do not go on paper
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(forms__in=(1, 2)), name="a_paper_quiz_has_one_or_two_forms")]

    def __str__(self) -> str:
        return self.title


class PaperQuestion(models.Model):
    """One question of a paper quiz, in the order of one of its forms."""

    class Form(models.TextChoices):
        A = "A", "A"
        B = "B", "B"

    paper = models.ForeignKey(PaperQuiz, on_delete=models.CASCADE, related_name="questions")
    form = models.CharField(max_length=1, choices=Form.choices, default=Form.A)
    position = models.PositiveSmallIntegerField()  # from 1
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=64, blank=True)
    choice_order = models.JSONField(default=list)  # which letter stands before what

    class Meta:
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "form", "position"], name="one_paper_question_per_position"),
            models.UniqueConstraint(fields=["paper", "form", "version"], name="a_paper_asks_no_question_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.form}{self.position}"


class PaperRow(models.Model):
    """What one person wrote, as it was typed in; once all of it is there, it has become an attempt."""

    paper = models.ForeignKey(PaperQuiz, on_delete=models.CASCADE, related_name="rows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=1, choices=PaperQuestion.Form.choices, default=PaperQuestion.Form.A)
    answers = models.JSONField(default=dict)  # number on the sheet → what was typed; “-” where it was left open
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="one_row_per_paper_and_person")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.person_id}"


class CompanionSession(models.Model):
    """A round with one device and many people; what is entered in it is accompanied."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="companion_sessions")
    course = models.UUIDField()  # the course's translation key
    title = models.CharField(max_length=200)  # of the course, as it was called then
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.started_at:%Y-%m-%d}"


class CompanionAttendance(models.Model):
    """Who was there."""

    session = models.ForeignKey(CompanionSession, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_companion_attendance_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"


class CompanionStep(models.Model):
    """A lesson that this session completed for one person; what can be undone in it."""

    session = models.ForeignKey(CompanionSession, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson = models.UUIDField()
    at = models.DateTimeField()  # when the lesson was completed
    by_word = models.BooleanField(default=False)  # else by what was answered or ticked in it, which stays

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "lesson"], name="one_step_per_session_person_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"
