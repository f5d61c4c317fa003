from __future__ import annotations

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

# Kemendagri codes: PP.KK.CC.XNNN; the last block starts with 1 (kelurahan), 2 (desa) or 3 (desa adat).
kemendagri_code = RegexValidator(r"^[1-9]\d(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$", _("Not a Kemendagri region code."))


class Region(models.Model):
    """A region of government administration with its Kemendagri code; codes change, so they carry dates."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("regency or city")
        DISTRICT = "district", _("kecamatan")
        VILLAGE = "village", _("kelurahan or village")

    code = models.CharField(_("Kemendagri code"), max_length=13, unique=True, validators=[kemendagri_code])
    bps_code = models.CharField(_("BPS code"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class NeighbourhoodUnit(models.Model):
    """RW, lingkungan or RT below a kelurahan: a community body without a government code."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="neighbourhoods")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("neighbourhood unit")
        ordering = ["region__code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="neighbourhood_number_once_per_kelurahan")
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}"


class Organisation(MP_Node):
    """School, agency, community, learning point …: a tree, so that a branch can be looked after by its own people."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Municipality")
        DISKOMINFO = "diskominfo", _("Diskominfo (administrator)")
        AGENCY = "agency", _("Agency (OPD)")
        DISTRICT = "district", _("Kecamatan")
        VILLAGE = "village", _("Kelurahan or village")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood unit")
        SCHOOL = "school", _("School")
        COMMUNITY = "community", _("Community")
        LEARNING_POINT = "learning_point", _("Community centre or learning point")
        SUPERVISING_AGENCY = "supervising_agency", _("Supervising agency for small businesses")
        PARTNER = "partner", _("Partner")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    school_code = models.CharField(_("NPSN"), max_length=12, blank=True, help_text=_("Schools only."))

    node_order_by = ["name"]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def indented_name(self) -> str:
        """In a list ordered by the tree: how deep it stands."""
        return "– " * (self.depth - 1) + self.name
