from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import register_setting

from core.colours import validate_primary_colour
from core.kept import KeptForASecond
from core.languages import language_now
from core.variables import VARIABLES, in_english

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TIME_ZONES = [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
_link = RegexValidator(r"^(https://|http://|tel:)", _("Start with https:// (or tel: for a number)."))


def _link_field(label: StrOrPromise) -> models.CharField:
    return models.CharField(label, max_length=200, blank=True, validators=[_link])


@register_setting(icon="site", order=100)
class MunicipalitySettings(BaseGenericSetting):
    """The municipality this installation serves; its variables are used inside lesson text."""

    site_name = models.CharField(_("name of this site"), max_length=40, default="Belajar")
    municipality = models.CharField(
        _("name of the municipality"), max_length=80, blank=True, help_text=_("For example: Kota Sukamaju")
    )
    office = models.CharField(
        _("responsible office"),
        max_length=120,
        blank=True,
        help_text=_("For example: Dinas Komunikasi dan Informatika"),
    )
    logo = models.ForeignKey(
        "core.Picture", verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    primary_colour = models.CharField(
        _("primary colour"),
        max_length=7,
        default="#0b6e69",
        validators=[validate_primary_colour],
        help_text=_("Like #0b6e69. White text must be readable on it."),
    )
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TIME_ZONES, default="Asia/Jakarta")
    neighbourhood_unit = models.CharField(
        _("what the neighbourhood unit is called"),
        max_length=30,
        default="RW",
        help_text=_("RW, RT, lingkungan, dusun …"),
    )
    minutes_per_jp = models.PositiveSmallIntegerField(
        _("minutes of one JP"),
        default=45,
        help_text=_("Training hours (JP) are computed from the minutes of a course."),
    )

    super_app = models.CharField(_("City app: name"), max_length=60, blank=True)
    super_app_link = _link_field(_("City app: link"))
    complaint_channel = models.CharField(_("Complaint channel: name"), max_length=60, blank=True)
    complaint_channel_link = _link_field(_("Complaint channel: link"))
    civil_registry = models.CharField(_("Civil registry office: address"), max_length=120, blank=True)
    emergency_number = models.CharField(_("Emergency number"), max_length=30, blank=True)
    tax_channel = models.CharField(_("Local tax channel: name"), max_length=60, blank=True)
    tax_channel_link = _link_field(_("Local tax channel: link"))
    ticket_app = models.CharField(_("Ticket app: name"), max_length=60, blank=True)
    companion_contact = models.CharField(_("Companion: contact"), max_length=120, blank=True)
    ppid_site = models.CharField(_("Public information office (PPID): name"), max_length=80, blank=True)
    ppid_link = _link_field(_("Public information office (PPID): link"))

    help_contact = models.CharField(
        _("Where people get help"), max_length=160, blank=True, help_text=_("Shown on error pages and at sign-in.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)  # part of every rendered block's cache key

    VARIABLE_FIELDS: ClassVar[dict[str, str]] = {
        "nama_situs": "site_name",
        "nama_daerah": "municipality",
        "satuan_lingkungan": "neighbourhood_unit",
        "aplikasi_super": "super_app",
        "tautan_aplikasi_super": "super_app_link",
        "kanal_aduan": "complaint_channel",
        "tautan_kanal_aduan": "complaint_channel_link",
        "kantor_dukcapil": "civil_registry",
        "nomor_darurat": "emergency_number",
        "kanal_pajak": "tax_channel",
        "tautan_kanal_pajak": "tax_channel_link",
        "aplikasi_tiket": "ticket_app",
        "kontak_pendamping": "companion_contact",
        "situs_ppid": "ppid_site",
        "tautan_ppid": "ppid_link",
    }

    panels: ClassVar = [
        MultiFieldPanel(
            ["site_name", "municipality", "office", "logo", "primary_colour", "time_zone", "help_contact"],
            heading=_("This site"),
        ),
        MultiFieldPanel(["neighbourhood_unit", "minutes_per_jp"], heading=_("Words and counting")),
        MultiFieldPanel(
            [
                FieldPanel(field)
                for name, field in VARIABLE_FIELDS.items()
                if name not in ("nama_situs", "nama_daerah", "satuan_lingkungan")
            ],
            heading=_("Used inside lessons"),
            help_text=_("What stays empty reads as a neutral phrase, for example “kanal aduan daerah”."),
        ),
    ]

    class Meta:
        verbose_name = _("municipality")

    def save(self, *args: object, **kwargs: object) -> None:
        self.version = _new_version()
        super().save(*args, **kwargs)
        municipality_now.forget()

    @classmethod
    def start_rendered_anew(cls) -> None:
        """Something inside rendered pieces changed that has no version of its own: a picture, a question …"""
        noted = _noted.get()
        if noted is not None:
            noted.append(True)
            return
        cls.objects.update(version=_new_version())
        municipality_now.forget()

    @classmethod
    @contextmanager
    def rendered_anew_once(cls) -> Iterator[None]:
        """Inside, changes are only noted; what is rendered starts anew once, at the end."""
        noted: list[bool] = []
        token = _noted.set(noted)
        try:
            yield
        finally:
            _noted.reset(token)
        if noted:
            cls.start_rendered_anew()

    @property
    def zone_abbreviation(self) -> str:
        return dict(TIME_ZONES)[self.time_zone]

    def variables(self, language: str = "") -> dict[str, str]:
        """Values for ``core.variables.fill_variables``; without ``language`` in the one in force."""
        values = self.own_variables()
        return in_english(values) if (language or language_now()) == "en" else values

    def own_variables(self) -> dict[str, str]:
        """What the municipality has set; empty where nothing is."""
        values = {name: getattr(self, field) for name, field in self.VARIABLE_FIELDS.items()}
        values["zona_waktu"] = self.zone_abbreviation
        assert values.keys() == VARIABLES.keys()
        return values


_noted: ContextVar[list[bool] | None] = ContextVar("changes_of_what_is_rendered", default=None)


def _new_version() -> int:
    """Drawn, not counted: of two people who save at the same time neither may get the other's."""
    return secrets.randbelow(2**31)


municipality_now = KeptForASecond(MunicipalitySettings.load)
