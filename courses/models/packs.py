import uuid

from django.conf import settings
from django.db import models


class PackLoad(models.Model):
    """The state in which a course pack was last loaded."""

    pack = models.CharField(max_length=80, unique=True)
    version = models.CharField(max_length=40)
    licence = models.CharField(max_length=60, blank=True)  # empty: loaded before it was kept
    language = models.CharField(max_length=5, default="id")
    made_here = models.BooleanField(default=False)  # written in this admin: each export is what later ones are held to
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    conflicts = models.JSONField(default=list)  # items left alone because they were edited here

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class PackItem(models.Model):
    """One thing that came from a pack: what the pack said, and what stood here right after loading."""

    pack = models.CharField(max_length=80)
    item = models.CharField(max_length=120)  # "lesson:menyambung-wifi", "question:wifi-palsu", …
    object_pk = models.PositiveBigIntegerField()
    source_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "item"], name="pack_item_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.item}"


class PackSigner(models.Model):
    """A key whose packs an administrator of this site trusts, remembered at first use (ADR 0042)."""

    public_key = models.CharField(max_length=44, unique=True)  # base64url, 32 bytes
    name = models.CharField(max_length=160)  # as the pack said of itself when it was trusted
    trusted_at = models.DateTimeField()
    trusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name


class PackImport(models.Model):
    """A pack that somebody brought, between looking at it and taking it in. Its file goes when it is taken."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)  # of the file, as its owner called it
    sha256 = models.CharField(max_length=64)
    pack = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    version = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)  # what taking it did: see courses.domain.travelling

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"
