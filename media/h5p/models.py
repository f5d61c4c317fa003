from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from h5p_wrapper.versions import LibraryName
from wagtail.models import ReferenceIndex
from wagtail.search import index


class H5PLibrary(models.Model):
    """One installed library, known by machine name, major and minor; a newer patch replaces the older one.

    It is foreign code: ``sha256`` pins it. Nothing of it runs outside the cage (DESIGN §4.8).
    """

    machine_name = models.CharField(max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=255)
    runnable = models.BooleanField(default=False)
    raw = models.JSONField()  # library.json
    semantics = models.JSONField(null=True)  # semantics.json
    languages = models.JSONField(default=dict)  # code → language file
    files = models.JSONField()  # path → {"sha256": …, "size": bytes}
    sha256 = models.CharField(max_length=64)  # over the names and sums of all files
    folder = models.CharField(max_length=340)  # below the folder of libraries; never used twice
    own = models.BooleanField(default=False)  # comes with the product
    restricted = models.BooleanField(_("restricted"), default=False)  # no new content of this type by trainers
    installed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    installed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        constraints = [
            models.UniqueConstraint(fields=["machine_name", "major", "minor"], name="one_h5p_library_per_version"),
            models.UniqueConstraint(fields=["folder"], name="one_folder_per_h5p_library"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.major}.{self.minor}.{self.patch}"

    @property
    def name(self) -> LibraryName:
        return LibraryName(self.machine_name, self.major, self.minor)


class H5PContent(index.Indexed, models.Model):
    """Something to play inside a lesson. What is played is its current version; results stay with the content."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    current = models.ForeignKey(
        "media.H5PContentVersion", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    alternative = models.TextField(
        _("text instead"),
        blank=True,
        help_text=_("For people without JavaScript: what to read or do instead, in a few sentences."),
    )
    picture = models.ForeignKey(
        "core.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown until somebody taps."),
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("made_at"),
    ]

    class Meta:
        verbose_name = _("H5P content")
        verbose_name_plural = _("H5P contents")

    def __str__(self) -> str:
        return self.title

    @property
    def live(self) -> bool:
        return self.current_id is not None

    def get_usage(self) -> Any:
        return ReferenceIndex.get_grouped_references_to(self)


class H5PContentVersion(models.Model):
    """What a content said at one time; never changed. ``params`` are filtered against the semantics."""

    content = models.ForeignKey(H5PContent, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    main_library = models.CharField(max_length=300)  # “H5P.MultiChoice 1.16”
    libraries = models.JSONField()  # all that play needs, dependencies first: ["H5P.Question 1.5", …]
    params = models.JSONField()
    manifest = models.JSONField()  # h5p.json
    folder = models.CharField(max_length=120, unique=True)  # of its files; below the folder of contents
    files = models.JSONField(
        default=dict
    )  # path → {"sha256", "size", "type", and for pictures "play": [{path, type, size, width, height}]}
    external = models.JSONField(default=list)  # [{"url", "host", "kind", "where"}] media elsewhere
    warnings = models.JSONField(default=list)  # [{"code", "where", "details"}] of the import
    package_sha256 = models.CharField(max_length=64, blank=True)  # empty: written here
    play_bytes = models.PositiveBigIntegerField(default=0)  # what a phone loads of this content, without the libraries
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "number"], name="one_h5p_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.content} · {self.number}"


class H5PLibraryUse(models.Model):
    """A version of a content plays with this library: what may not be removed, and where it is used."""

    version = models.ForeignKey(H5PContentVersion, on_delete=models.CASCADE, related_name="uses")
    library = models.ForeignKey(H5PLibrary, on_delete=models.PROTECT, related_name="uses")
    main = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "library"], name="one_use_per_version_and_library")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.library_id}"


class H5PUpload(models.Model):
    """A package somebody brought, on its way to be a content or libraries. Its file goes when it is taken."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        CHECKED = "checked", _("checked")  # ready to be taken, or to be thrown away
        REFUSED = "refused", _("refused")
        TAKEN = "taken", _("taken")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)  # of the file, as its owner called it
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    report = models.JSONField(default=dict)  # what is in it, and what is wrong with it
    replaces = models.ForeignKey(H5PContent, null=True, on_delete=models.CASCADE, related_name="+")
    content = models.ForeignKey(H5PContent, null=True, on_delete=models.SET_NULL, related_name="+")  # what it became
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class H5PHost(models.Model):
    """A host whose media may be loaded inside a content, once the learner agrees. An administrator lists it."""

    host = models.CharField(
        _("host"), max_length=253, unique=True, help_text=_("For example media.example.go.id, without https://")
    )
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    allowed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("host of external media")
        verbose_name_plural = _("hosts of external media")

    def __str__(self) -> str:
        return self.host
