from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from classes.models.groups import ClassGroup
from classes.rosters.matching import Act


class RosterImport(models.Model):
    """A list of pupils that somebody brought: first looked at, then carried out, perhaps taken back.

    The file itself is never kept. What was read of it stands in its rows for a day, or until it is carried out.
    """

    class State(models.TextChoices):
        READY = "ready"  # to be looked at; nothing has happened
        WAITING = "waiting"  # for a worker
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"  # some rows may be carried out; it can be gone on with
        UNDONE = "undone"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(  # None: of the whole school
        ClassGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="roster_imports"
    )
    school_year = models.CharField(max_length=9, blank=True)
    may_open = models.BooleanField(default=False)  # classes that are not there yet
    take_all = models.BooleanField(default=False)  # everybody into this class, whatever class stands in the list
    columns = models.JSONField(default=list)  # which of ours the file had
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    counts = models.JSONField(default=dict)  # what happened, by kind; without people
    classes_made = models.JSONField(default=list)  # keys of classes that were opened for it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)  # heart-beat of whoever carries it out
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="a_roster_is_done_at_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"


class RosterRow(models.Model):
    """A row of a list and what it does; or a member whom the list does not name.

    Once done it holds no name any more: only whom it made or changed, and what stood there before, to take it back.
    """

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()  # of the file
    act = models.CharField(max_length=8, choices=[(act.value, act.value) for act in Act])
    why = models.CharField(max_length=20, blank=True)
    notes = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    name = models.CharField(max_length=150, blank=True)
    nickname = models.CharField(max_length=40, blank=True)
    nisn = models.CharField(max_length=10, blank=True)
    nipd = models.CharField(max_length=20, blank=True)
    class_name = models.CharField(max_length=60, blank=True)
    twin = models.PositiveIntegerField(null=True, blank=True)  # the line that names the same pupil
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    choice = models.CharField(max_length=4, blank=True)  # of duplicates: new, take, skip; of who is absent: out
    group = models.ForeignKey(ClassGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    done = models.BooleanField(default=False)
    before = models.JSONField(default=dict)  # what was changed, as it stood before

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["roster", "done", "act"])]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.line} {self.act}"


class RosterCandidate(models.Model):
    """Somebody of the school who may be the pupil of a row."""

    row = models.ForeignKey(RosterRow, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "person"], name="a_candidate_once_per_row")]

    def __str__(self) -> str:
        return f"{self.row_id} {self.person_id}"
