from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from classes.models.groups import ClassGroup


class Assignment(models.Model):
    """Something to learn, given to a class or to some of its people, with its times."""

    class Kind(models.TextChoices):
        COURSE = "course", _("course")
        MODULE = "module", _("module")
        LESSON = "lesson", _("lesson")
        QUIZ = "quiz", _("quiz")
        PRACTICE = "practice", _("practice")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    course = models.UUIDField()  # the course's translation key
    target = models.UUIDField()  # of a course, module or lesson its translation key, else the activity's key
    title = models.CharField(max_length=200)  # as it was called when it was given
    note = models.CharField(_("note for the class"), max_length=500, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)  # what is done later does not count here
    locks_quiz = models.BooleanField(_("the quiz can be taken in this time only"), default=False)
    required_percent = models.PositiveSmallIntegerField(
        _("required score in percent"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    for_everybody = models.BooleanField(default=True)  # also for those who join later
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(due_at=None) | Q(opens_at__lt=F("due_at")),
                name="an_assignment_opens_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(closes_at=None) | Q(due_at__lte=F("closes_at")),
                name="an_assignment_is_due_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="an_assignment_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PersonalAssignment(models.Model):
    """One person's part of an assignment: their extension, and how far they are.

    How far they are follows from progress and is written anew with each act that touches it
    (classes.domain.standing), so that a class, an agency and the city are counted without reading all progress.
    ``done_at`` is never taken back; what is done after the closing never sets it.
    """

    class Help(models.TextChoices):
        """Why somebody needs help; the rule stands in classes.rules."""

        QUIZ = "quiz", _("failed a quiz twice")
        QUESTION = "question", _("answered a question wrongly three times")
        ASKED = "asked", _("asked for help")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    added_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # the extension of this person
    closes_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)  # left the class, or was taken off the assignment
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_items = models.PositiveSmallIntegerField(default=0)  # lessons, or the one activity
    all_items = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)  # the score, where it has one
    help = models.CharField(max_length=8, choices=Help.choices, blank=True)
    help_since = models.DateTimeField(null=True, blank=True)
    helped_at = models.DateTimeField(null=True, blank=True)  # said by a teacher; what failed before counts no more
    accompanied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person"], name="one_part_per_assignment_and_person"),
            models.CheckConstraint(
                condition=Q(help="", help_since=None) | (~Q(help="") & Q(help_since__isnull=False)),
                name="help_is_needed_since_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "done_at"]),
            # Roll-ups of a city read nothing else of the row.
            models.Index(
                fields=["assignment"],
                name="people_of_an_assignment",
                include=["person", "started_at", "done_at"],
                condition=Q(removed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.person_id}"
