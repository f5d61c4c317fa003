from django.db import models


class SetupLink(models.Model):
    """The one-time link by which the first administrator is made. Holds a hash, never the token."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
