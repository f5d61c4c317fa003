import uuid

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """Something a person should know; the words come from accounts.notices by kind, in their language."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)  # values for the sentence
    url = models.CharField(max_length=300, blank=True)  # where it leads, on this site
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return self.kind
