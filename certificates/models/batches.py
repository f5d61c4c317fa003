from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Batch(models.Model):
    """Work on many certificates at once. Each step is kept, so whoever continues it begins where it stopped."""

    class Act(models.TextChoices):
        ISSUE = "issue", _("issue")
        ZIP = "zip", _("one archive")
        PRINT = "print", _("one file for printing")
        HANDOFF = "handoff", _("prepare for signing")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField(max_length=8, choices=Act.choices)
    label = models.CharField(max_length=200)  # "Mulai dari HP · SMP Sukamaju"
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)  # heart-beat of whoever works on it
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=200, blank=True)  # what came of it, in the default storage
    missing = models.JSONField(default=list)  # [[opaque id of a person, reason], …]: who has none, and why

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.label}"


class BatchItem(models.Model):
    """One person, or one certificate, of a batch."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("left out")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)  # why it was left out
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_key = models.UUIDField(null=True, blank=True)  # of which course
    certificate = models.ForeignKey(
        "certificates.Certificate", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)  # of the file that was handed over

    class Meta:
        ordering = ["batch", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="one_item_per_batch_and_position")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position} {self.state}"
