from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from certificates.models.batches import Batch


class SignedReturn(models.Model):
    """Files that come back from signing, looked through one by one. Several may come for one batch, days apart."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="returns")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=Batch.State.choices, default=Batch.State.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)  # heart-beat of whoever works on it
    by_provider = models.BooleanField(default=False)  # asked file by file, instead of brought in an archive
    path = models.CharField(max_length=200, blank=True)  # archive in the default storage; gone when it is done
    problem = models.CharField(max_length=300, blank=True)
    count = models.PositiveIntegerField()  # files in it
    report = models.JSONField(default=list)  # [[file's name, outcome, certificate's public id or "", who signed], …]

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.at:%Y-%m-%d} {len(self.report)}/{self.count}"
