import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Picture(AbstractImage):
    """A picture. SVG exists only where a course pack or our own code put it (DESIGN §4.8)."""

    source = models.CharField(_("source"), max_length=160, blank=True, help_text=_("Who made it, under which licence."))

    admin_form_fields = (*WagtailImage.admin_form_fields, "source")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        """A name that is never used twice, not even after a picture was deleted: browsers keep it for a year."""
        return super().get_upload_to(f"{secrets.token_hex(6)}-{filename}")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec")
        ]
