from django.conf import settings
from django.db import models


class Consent(models.Model):
    """What a person agreed to, in which version of the text, and until when (UU 27/2022 arts. 22–24)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30)  # see accounts.privacy.PURPOSES
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at"]
        constraints = [models.UniqueConstraint(fields=["person", "purpose", "version"], name="one_consent_per_version")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
