from __future__ import annotations

from typing import ClassVar

from django.db import models


class Row(models.Model):
    """Something to insert and to find again."""

    owner = models.IntegerField(db_index=True)
    text = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Row]] = models.Manager()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.text
