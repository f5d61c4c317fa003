from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import register_setting

from certificates.codes import new_code, new_token
from certificates.facts import Facts
from certificates.numbers import template_problem


def check_template(value: str) -> None:
    problem = template_problem(value)
    if problem:
        raise ValidationError(
            _("Check %(token)s: the number needs {urut} and {tahun}; also known are {klasifikasi}, {unit}, {bulan}."),
            params={"token": problem},
        )


@register_setting(icon="tick-inverse", order=110)
class Issuer(BaseGenericSetting):
    """Who issues certificates here, how they are numbered and worded."""

    number_template = models.CharField(
        _("number"),
        max_length=80,
        default="{klasifikasi}/{urut}/{unit}/{tahun}",
        validators=[check_template],
        help_text=_("{urut} counts up within a year, without gaps. Example: 421/0073/KOMINFO/2026"),
    )
    classification = models.CharField(_("classification"), max_length=20, default="421")
    unit = models.CharField(_("unit"), max_length=30, default="KOMINFO")
    place = models.CharField(
        _("place"), max_length=60, blank=True, help_text=_("Stands before the date; empty: the municipality.")
    )
    signer_role = models.CharField(_("office of the signatory"), max_length=120, blank=True)
    signer_name = models.CharField(_("name of the signatory"), max_length=120, blank=True)
    signer_id = models.CharField(_("NIP of the signatory"), max_length=30, blank=True)
    partner_logo = models.ForeignKey(
        "core.Picture",
        verbose_name=_("logo of a partner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    best_from = models.PositiveSmallIntegerField(_("“Sangat Memuaskan” from"), default=90)
    good_from = models.PositiveSmallIntegerField(_("“Memuaskan” from"), default=80)
    fair_from = models.PositiveSmallIntegerField(_("“Baik” from"), default=70)

    panels: ClassVar = [
        MultiFieldPanel(["number_template", FieldRowPanel(["classification", "unit"])], heading=_("Number")),
        MultiFieldPanel(["place", "signer_role", "signer_name", "signer_id", "partner_logo"], heading=_("Signature")),
        MultiFieldPanel(
            [FieldRowPanel(["best_from", "good_from", "fair_from"])], heading=_("Words for the mark (percent)")
        ),
    ]

    class Meta:
        verbose_name = _("certificates")

    def clean(self) -> None:
        if not 0 < self.fair_from <= self.good_from <= self.best_from <= 100:
            raise ValidationError(_("The three thresholds must rise: Baik, Memuaskan, Sangat Memuaskan."))

    @property
    def thresholds(self) -> list[tuple[int, str]]:
        return [(self.best_from, "Sangat Memuaskan"), (self.good_from, "Memuaskan"), (self.fair_from, "Baik")]


class NumberSequence(models.Model):
    """The last number given in a year by a unit. Locked while one is reserved, so that there are no gaps."""

    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "unit"], name="one_sequence_per_year_and_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.last}"


class Certificate(models.Model):
    """Facts frozen at issue. Unique while live per holder and achievement (DESIGN §4.13)."""

    class State(models.TextChoices):
        LIVE = "live", _("valid")
        REVOKED = "revoked", _("revoked")
        MERGED = "merged", _("merged into another")  # for merging accounts (DESIGN §4.13), which is not built yet

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    source_kind = models.CharField(max_length=20)  # "course"; events and speakers come with classes
    source_key = models.UUIDField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    number = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=19, unique=True, default=new_code, editable=False)
    qr_token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    facts = models.JSONField()
    erased = models.BooleanField(default=False)  # the holder has erased their data: no name, still a number
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "source_kind", "source_key"],
                condition=Q(state="live"),
                name="one_live_certificate_per_achievement",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stated(self) -> Facts:
        return Facts.from_json(self.facts)
