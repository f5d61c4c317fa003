from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate


class CertificateTemplate(models.Model):
    """How certificates of one kind look and read; what its editors change. Published, it becomes a version."""

    class Orientation(models.TextChoices):
        LANDSCAPE = "landscape", _("landscape")
        PORTRAIT = "portrait", _("portrait")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("Only you and your colleagues read it."))
    kind = models.CharField(
        _("for"), max_length=12, choices=Certificate.Kinds.choices, default=Certificate.Kinds.COMPLETION
    )
    orientation = models.CharField(_("paper"), max_length=9, choices=Orientation.choices, default=Orientation.LANDSCAPE)

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["name"]
        permissions = [("publish_certificatetemplate", "Can publish templates of certificates")]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """What a template said when published; never changed. Pictures are named by the hash of their bytes."""

    template = models.ForeignKey(CertificateTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)  # of the content; publishing the same again makes no version
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["template", "number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_template_version_per_number")]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class TemplateUse(models.Model):
    """Which template serves: of a course in an organisation, else the course, else the organisation, else the kind."""

    kind = models.CharField(max_length=12, choices=Certificate.Kinds.choices)
    source_key = models.UUIDField(null=True, blank=True)  # a course
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    template = models.ForeignKey(CertificateTemplate, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_key", "organisation"], name="one_template_per_course_and_organisation"
            ),
            models.UniqueConstraint(
                fields=["kind", "source_key"], condition=Q(organisation=None), name="one_template_per_course"
            ),
            models.UniqueConstraint(
                fields=["kind", "organisation"], condition=Q(source_key=None), name="one_template_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(source_key=None, organisation=None), name="one_template_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(source_key=None) | ~Q(kind="transcript"), name="a_transcript_is_of_no_course"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.template}"
