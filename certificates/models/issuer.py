from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import register_setting

from certificates.numbers import template_problem
from core.kept import KeptForASecond


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

    class Signing(models.TextChoices):
        PLAIN = "plain", _("QR and code only, no signature")
        SEALED = "sealed", _("a seal by the key of this installation")
        PROVIDER = "provider", _("a certified electronic signature, by the provider that was set up")

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
    jp_target = models.PositiveSmallIntegerField(
        _("training hours (JP) a year"), default=20, help_text=_("What the yearly sheets are measured against.")
    )
    signing = models.CharField(
        _("signature"),
        max_length=8,
        choices=Signing.choices,
        default=Signing.PLAIN,
        help_text=_(
            "The seal needs a key: make it under Certificates → Signatures. With a certified signature, people get "
            "their certificate at once with QR and code, and the signed one as soon as it is back."
        ),
    )
    provider = models.CharField(
        _("who certifies signatures"),
        max_length=60,
        default="BSrE",
        help_text=_("Named in the footer of certificates that were signed there, for example BSrE."),
    )
    best_from = models.PositiveSmallIntegerField(_("“Sangat Memuaskan” from"), default=90)
    good_from = models.PositiveSmallIntegerField(_("“Memuaskan” from"), default=80)
    fair_from = models.PositiveSmallIntegerField(_("“Baik” from"), default=70)

    panels: ClassVar = [
        MultiFieldPanel(["number_template", FieldRowPanel(["classification", "unit"])], heading=_("Number")),
        MultiFieldPanel(
            ["place", "signer_role", "signer_name", "signer_id", "partner_logo", "signing", "provider"],
            heading=_("Signature"),
        ),
        MultiFieldPanel(["jp_target"], heading=_("Training hours")),
        MultiFieldPanel(
            [FieldRowPanel(["best_from", "good_from", "fair_from"])], heading=_("Words for the mark (percent)")
        ),
    ]

    class Meta:
        verbose_name = _("certificates")

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        issuer_now.forget()

    def clean(self) -> None:
        if not 0 < self.fair_from <= self.good_from <= self.best_from <= 100:
            raise ValidationError(_("The three thresholds must rise: Baik, Memuaskan, Sangat Memuaskan."))

    @property
    def thresholds(self) -> list[tuple[int, str]]:
        return [(self.best_from, "Sangat Memuaskan"), (self.good_from, "Memuaskan"), (self.fair_from, "Baik")]


issuer_now = KeptForASecond(Issuer.load)


class NumberSequence(models.Model):
    """The last number given in a year by a unit. Locked while one is reserved, so that there are no gaps."""

    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "unit"], name="one_sequence_per_year_and_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.last}"
