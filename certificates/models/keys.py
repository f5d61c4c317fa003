from __future__ import annotations

from django.db import models
from django.db.models import Q


class SigningKey(models.Model):
    """The public half of a key that signs certificates; the private half is a file (certificates.keys, ADR 0033).

    Never deleted: what an old key has signed is checked with it for as long as the paper exists.
    """

    algorithm = models.CharField(max_length=10, default="Ed25519", editable=False)
    kid = models.CharField(max_length=8, unique=True)  # stands in every statement
    public_key = models.CharField(max_length=43, unique=True)  # 32 bytes, base64url (RFC 8032)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    stolen_at = models.DateTimeField(null=True, blank=True)  # from then on its signature alone proves nothing

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["algorithm"], condition=Q(retired_at=None), name="one_key_signs_at_a_time"),
            models.CheckConstraint(
                condition=Q(stolen_at=None) | Q(retired_at__isnull=False), name="a_stolen_key_signs_no_more"
            ),
        ]

    def __str__(self) -> str:
        return self.kid
