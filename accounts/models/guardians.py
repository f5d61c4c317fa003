from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.places import Organisation


class GuardianConsent(models.Model):
    """What the parent or guardian of a pupil said, on paper, to the school that made the account.

    UU 27/2022 art. 25 and PP 17/2025: a child's data are processed with the consent of the guardian. Written by
    accounts.domain.guardians only; each change is in the audit chain.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")  # the letter is on its way
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardian_consent")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices)
    version = models.CharField(max_length=20)  # of the letter
    decided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_at=None)
                | (~models.Q(state="asked") & models.Q(decided_at__isnull=False)),
                name="a_guardians_answer_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"
