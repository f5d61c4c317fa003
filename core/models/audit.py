from django.db import models


class AuditEvent(models.Model):
    """One link of the append-only chain; written by core.audit only. Holds opaque ids, never a name."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)  # public id of a person, or "system"
    action = models.CharField(max_length=64)  # e.g. "accounts.secret_reset"
    subject = models.CharField(max_length=64)  # public id of what it was done to
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
