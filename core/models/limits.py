from django.db import models


class RateWindow(models.Model):
    """How often something was tried under one key at one moment; counted over spans of time by core.ratelimit."""

    key = models.CharField(max_length=64)  # HMAC of what is counted: no name or number in clear
    starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "starts_at"], name="one_counter_per_key_and_window")]
        indexes = [models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.starts_at:%H:%M} {self.count}"
