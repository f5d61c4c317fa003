"""What somebody is writing, between the first tap and the save."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from h5p_wrapper.versions import LibraryName

from media.h5p.models import H5PContent


class H5PDraft(models.Model):
    """A content as its author left it, with whatever is not right yet. It goes when it is saved, or after 30 days."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content = models.ForeignKey(H5PContent, null=True, on_delete=models.CASCADE, related_name="+")  # that it changes
    base = models.PositiveIntegerField(default=0)  # number of the version it began with
    title = models.CharField(max_length=255, blank=True)
    alternative = models.TextField(blank=True)  # text for people without JavaScript
    main_library = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    manifest = models.JSONField(default=dict)  # title, licence, authors: as in h5p.json
    files = models.JSONField(default=dict)  # path → {"size", "type"}; they lie in ``folder``
    before = models.JSONField(null=True)  # ``params`` before something was taken away; until the next act
    refused = models.JSONField(default=dict)  # name of a control → why its file was not taken; until the next post
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "content"], condition=models.Q(content__isnull=False), name="one_h5p_draft_of_a_content"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.main_library

    @property
    def folder(self) -> str:
        """Below the folder of contents, as if it were one, so that the preview plays from there."""
        return f"{self.key}/{self.key.hex[:12]}"

    @property
    def main(self) -> LibraryName:
        return LibraryName.parse(self.main_library)
