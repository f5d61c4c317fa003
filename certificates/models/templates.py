from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin

from certificates.models.certificates import Certificate
from certificates.pdf.content import MOST_LOGOS, MOST_SIGNATORIES, TEXTS, TOKENS, unknown_tokens
from certificates.pdf.words import ACCENT, PRIMARY, built_in
from core.colours import contrast

LEFT_OUT = ("-", "–")  # what an editor writes who wants no such line


def check_tokens(value: str) -> None:
    unknown = unknown_tokens(value)
    if unknown:
        raise ValidationError(
            _("%(unknown)s is not known. Known are: %(known)s."),
            params={"unknown": ", ".join(unknown), "known": ", ".join(f"{{{name}}}" for name in TOKENS)},
        )


def _check_colour(value: str, least: float) -> None:
    if len(value) != 7 or not value.startswith("#") or any(letter not in "0123456789abcdef" for letter in value[1:]):
        raise ValidationError(_("Write the colour like #0b6e69, in small letters."))
    if contrast(value, "#ffffff") < least:
        raise ValidationError(_("This colour is too light for white paper. Choose a darker one."))


def check_text_colour(value: str) -> None:
    _check_colour(value, 4.5)  # WCAG 2.2 §1.4.3


def check_ornament_colour(value: str) -> None:
    _check_colour(value, 3)  # WCAG 2.2 §1.4.11


def check_picture(picture: Any) -> None:
    from certificates.domain.assets import MOST_BYTES, BrokenPicture, drawn  # the domain reads these models

    if picture is None:
        return
    if (picture.file_size or 0) > MOST_BYTES:
        size = str(round(picture.file_size / 1_000_000, 1)).replace(".", ",")
        raise ValidationError(
            _("This picture has %(size)s MB; at most 2 MB are possible. Choose a smaller one, or make it smaller."),
            params={"size": size},
        )
    try:
        drawn(picture)
    except BrokenPicture as problem:
        raise ValidationError(_("This picture cannot be read. Upload it again, or choose another.")) from problem


def _text(label: Any, name: str, help_text: Any = "") -> models.CharField:
    return models.CharField(
        label, max_length=TEXTS[name], blank=True, default="", validators=[check_tokens], help_text=help_text
    )


def _usually(name: str) -> Any:
    """What stands there when nothing is written, of a course: said when the form is drawn."""

    def said() -> str:
        with translation.override("id"):
            usual = getattr(built_in(Certificate.Kinds.COMPLETION), name)
        return gettext("Usually, for a course: %(words)s") % {"words": usual} if usual else ""

    return lazy(said, str)()


class CertificateTemplate(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):  # type: ignore[misc]
    """How certificates of one kind look and read; what its editors change. Published, it becomes a version."""

    class Orientation(models.TextChoices):
        LANDSCAPE = "landscape", _("landscape")
        PORTRAIT = "portrait", _("portrait")

    class Design(models.TextChoices):
        KAWUNG = "kawung", _("kawung: a band of batik on all sides")
        TUMPAL = "tumpal", _("tumpal: rows of points above and below")
        LINES = "lines", _("two plain lines")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("Only you and your colleagues read it."))
    kind = models.CharField(
        _("for"), max_length=12, choices=Certificate.Kinds.choices, default=Certificate.Kinds.COMPLETION
    )
    orientation = models.CharField(_("paper"), max_length=9, choices=Orientation.choices, default=Orientation.LANDSCAPE)
    design = models.CharField(_("frame"), max_length=8, choices=Design.choices, default=Design.KAWUNG)
    primary = models.CharField(
        _("colour of titles"),
        max_length=7,
        default=PRIMARY,
        validators=[check_text_colour],
        help_text=_("Like #0b6e69. It must be easy to read on white."),
    )
    accent = models.CharField(
        _("colour of ornaments"), max_length=7, default=ACCENT, validators=[check_ornament_colour]
    )
    title = _text(_("title"), "title")
    given_to = _text(_("above the name"), "given_to")
    achieved = _text(_("below the name"), "achieved")
    headline = _text(_("large line"), "headline")
    period = _text(_("when and how"), "period")
    worth = _text(_("what it is worth"), "worth")
    extra = _text(_("one more sentence"), "extra")
    table = models.BooleanField(
        _("second page: what was learned"),
        default=True,
        help_text=_("A table of the modules, or of the certificates of the year."),
    )
    table_title = _text(_("title of the second page"), "table_title")
    note = _text(_("small note at the bottom"), "note", _("What kind of signature it has is printed below it always."))
    place = _text(_("place"), "place", _("Stands before the date; empty: as in the settings."))

    panels: ClassVar = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("orientation")]),
        FieldPanel("design"),
        MultiFieldPanel(
            [
                HelpPanel(template="certificates/admin/template_tokens.html"),
                *(
                    FieldPanel(name, help_text=_usually(name))
                    for name in ("title", "given_to", "achieved", "headline", "period", "worth", "extra")
                ),
            ],
            heading=_("Words on page one"),
        ),
        InlinePanel(
            "logos",
            max_num=MOST_LOGOS,
            heading=_("Logos"),
            label=_("Logo"),
            help_text=_("None here: those of the municipality and its partner. At most three, up to 2 MB each."),
        ),
        InlinePanel(
            "signatories",
            max_num=MOST_SIGNATORIES,
            heading=_("Who signs"),
            label=_("Signatory"),
            help_text=_("None here: the one of the settings. The last one stands at the right, with place and date."),
        ),
        MultiFieldPanel([FieldPanel("table"), FieldPanel("table_title")], heading=_("Page two")),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("note")], heading=_("Place and note")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("primary"), FieldPanel("accent")])], heading=_("Colours")),
    ]

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.kind == Certificate.Kinds.TRANSCRIPT and not self.table:
            raise ValidationError({"table": _("A learning record lists the certificates of the year: keep its page.")})

    @property
    def newest_version(self) -> int | None:
        newest = self.versions.order_by("-number").first()
        return newest.number if newest else None

    @property
    def certificate_count(self) -> int:
        return Certificate.objects.filter(template__template=self).count()

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("long", _("long Javanese name")), ("short", _("short name"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return [
            {"name": "desktop", "icon": "desktop", "device_width": 1000, "label": _("The whole page")},
            {"name": "paper", "icon": "view", "device_width": 1600, "label": _("Larger")},
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        from certificates.domain.previews import preview_of  # the domain reads this model

        return TemplateResponse(
            request, "certificates/admin/template_preview.html", {"preview": preview_of(self, mode_name)}
        )


class TemplateLogo(Orderable):
    template = ParentalKey(CertificateTemplate, on_delete=models.CASCADE, related_name="logos")
    picture = models.ForeignKey("core.Picture", verbose_name=_("picture"), on_delete=models.CASCADE, related_name="+")
    words = models.CharField(
        _("in words"), max_length=120, help_text=_("For people who cannot see it, like: Logo of Kota Sukamaju")
    )

    panels: ClassVar = [FieldPanel("picture"), FieldPanel("words")]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        super().clean()
        _check_own_picture(self)


class TemplateSignatory(Orderable):
    template = ParentalKey(CertificateTemplate, on_delete=models.CASCADE, related_name="signatories")
    role = models.CharField(_("office"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    number = models.CharField(_("NIP"), max_length=30, blank=True)
    picture = models.ForeignKey(
        "core.Picture",
        verbose_name=_("picture of the signature"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Empty: room is left for it. The last one's room stays free on documents that are signed digitally."
        ),
    )

    panels: ClassVar = [FieldPanel("role"), FieldPanel("name"), FieldPanel("number"), FieldPanel("picture")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        _check_own_picture(self)


def _check_own_picture(row: TemplateLogo | TemplateSignatory) -> None:
    if row.picture_id is None:
        return
    try:
        check_picture(row.picture)
    except ValidationError as problem:
        raise ValidationError({"picture": problem.error_list}) from problem


class TemplateVersion(models.Model):
    """What a template said when published; never changed, never deleted while a certificate looks like it.

    Pictures are named by the hash of their bytes.
    """

    template = models.ForeignKey(CertificateTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)  # of the content; publishing the same again makes no version
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

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
