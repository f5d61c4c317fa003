from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from classes.models.groups import ClassGroup


class Handover(models.Model):
    """An operator leaves, another takes over what is open: the sheet that both of them sign.

    ``lines`` is what stood there on that day (classes.domain.handovers.Line). Goes with either of the two people.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="handovers")
    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lines = models.JSONField()
    brought_in = models.BooleanField()  # the successor came into the class by it
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("handover")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(leaver=F("successor")), name="nobody_hands_over_to_themselves")
        ]

    def __str__(self) -> str:
        return str(self.public_id)
