from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AccountMerge(models.Model):
    """Two accounts of one person became one; for 30 days they can become two again (ADR 0040).

    ``before`` and ``after`` hold personal data of both: erased with either of them, emptied when the time is over.
    """

    class Reason(models.TextChoices):
        """Chosen, not written: the audit chain holds no personal data and can never be changed."""

        FORGOTTEN = "forgotten", _("forgot the first account")
        SCHOOL = "school", _("one was made by a school or agency, one by the person")
        NEW_NUMBER = "new_number", _("has a new phone number")
        OTHER = "other", _("another reason, kept in the files of the office")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="merged_into_this"
    )
    merged = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="merged_away"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)  # model → key → columns, of both people (accounts.domain.snapshots)
    after = models.JSONField(default=dict)  # the same where the merge changed it; None for a row that it took away

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="an_account_is_merged_into_one_other"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="nobody_is_merged_with_themselves"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
