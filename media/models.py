from __future__ import annotations

import os
import uuid
from typing import Any, BinaryIO, ClassVar, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.models import ReferenceIndex
from wagtail.search import index

from media.h5p.forms.models import H5PDraft
from media.h5p.models import H5PContent, H5PContentVersion, H5PHost, H5PLibrary, H5PLibraryUse, H5PUpload
from media.sniff import is_really

__all__ = [
    "Audio",
    "H5PContent",
    "H5PContentVersion",
    "H5PDraft",
    "H5PHost",
    "H5PLibrary",
    "H5PLibraryUse",
    "H5PUpload",
    "LessonDocument",
    "Playable",
    "Video",
    "check_content",
    "upload_path",
]


def check_content(file: File[bytes]) -> None:
    """A file must be what its name says."""
    extension = os.path.splitext(file.name or "")[1].lstrip(".").lower()
    if not is_really(cast(BinaryIO, file), extension):
        raise ValidationError(
            _("The content of this file is not what its name says (.%(extension)s). Save it again in that format."),
            params={"extension": extension},
        )


def upload_path(instance: models.Model, filename: str) -> str:
    """A name nobody chose: folder by kind, random name, the checked extension."""
    extension = os.path.splitext(filename)[1].lower()
    return f"{instance._meta.model_name}/{uuid.uuid4().hex}{extension}"


class LessonDocument(AbstractDocument):
    """A document to download. Its file is checked by content and always sent as an attachment."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_content(self.file.file)
            except ValidationError as problem:
                # Wagtail's uploader keeps a dragged file whose problem is not the file field's own, and then takes it.
                raise ValidationError({"file": problem.messages}) from problem


class Playable(index.Indexed, models.Model):
    """A video or a recording, with what people who do not see or hear it need."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    transcript = models.TextField(
        _("transcript"), help_text=_("What is said and shown, in words. Required: it is also for people who save data.")
    )
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    seconds = models.PositiveIntegerField(_("length in seconds"), help_text=_("Shown before anything is loaded."))
    version = models.PositiveIntegerField(default=1, editable=False)

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("transcript"),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.version += 1
        super().save(*args, **kwargs)

    def get_usage(self) -> Any:
        return ReferenceIndex.get_grouped_references_to(self)


class Video(Playable):
    file = models.FileField(
        _("video file"),
        upload_to=upload_path,
        blank=True,
        validators=[FileExtensionValidator(["mp4", "webm"]), check_content],
        help_text=_("MP4 or WebM, as small as it stays readable: 480 lines are enough on a phone."),
    )
    link = models.URLField(
        _("or a link"), blank=True, help_text=_("Opens in a new tab when somebody taps it; nothing is loaded before.")
    )
    link_size = models.PositiveIntegerField(_("about how many MB behind the link"), null=True, blank=True)
    captions = models.FileField(
        _("subtitles (WebVTT)"),
        upload_to=upload_path,
        blank=True,
        validators=[FileExtensionValidator(["vtt"]), check_content],
    )
    poster = models.ForeignKey(
        "core.Picture",
        verbose_name=_("still picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels: ClassVar = [
        FieldPanel(name)
        for name in ("title", "file", "captions", "link", "link_size", "poster", "seconds", "transcript")
    ]

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(file="") | ~models.Q(link=""), name="a_video_has_a_file_or_a_link"
            ),
        ]

    def clean(self) -> None:
        if bool(self.file) == bool(self.link):
            raise ValidationError(_("Give either a file or a link."))
        if self.link and not self.link.startswith("https://"):
            raise ValidationError({"link": _("The link must start with https://")})
        if self.file and not self.captions:
            raise ValidationError({"captions": _("People who cannot hear need subtitles. Add a WebVTT file.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.size = self.file.size if self.file else (self.link_size or 0) * 1_000_000
        super().save(*args, **kwargs)


class Audio(Playable):
    file = models.FileField(
        _("audio file"),
        upload_to=upload_path,
        validators=[FileExtensionValidator(["mp3", "m4a", "ogg", "opus"]), check_content],
    )

    panels: ClassVar = [FieldPanel(name) for name in ("title", "file", "seconds", "transcript")]

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.size = self.file.size if self.file else 0
        super().save(*args, **kwargs)
