"""Templates and pictures for the tests of this folder."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from certificates.models import CertificateTemplate, TemplateLogo, TemplateSignatory, TemplateVersion
from core.models import Picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="%s"/></svg>'


def raster(colour: str = "#7a1f2b", kind: str = "PNG", size: tuple[int, int] = (300, 300)) -> bytes:
    picture = Image.new("RGBA" if kind == "PNG" else "RGB", size, colour)
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), fill=colour)
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def picture(content: bytes | None = None, name: str = "logo.png", **fields: Any) -> Picture:
    content = raster() if content is None else content
    made = Picture(title=name, width=300, height=300, file_size=len(content), **fields)
    made.file = ContentFile(content, name=name)
    made._set_image_file_metadata = lambda: None  # Wagtail would look into what we broke on purpose
    made.save()
    return made


def template(name: str = "Templat Dinas", logos: tuple[Picture, ...] = (), **fields: Any) -> CertificateTemplate:
    """Written, not published. ``signatories`` as (office, name, picture or None)."""
    signatories = fields.pop("signatories", ())
    made = CertificateTemplate(name=name, live=False, **fields)
    made.logos = [TemplateLogo(picture=one, words=f"Logo {place}") for place, one in enumerate(logos, 1)]
    made.signatories = [TemplateSignatory(role=role, name=who, picture=one) for role, who, one in signatories]
    made.full_clean()
    made.save()
    return made


def publish(made: CertificateTemplate, by: Any = None) -> TemplateVersion | None:
    """As Wagtail does it when somebody presses its button."""
    made.save_revision(user=by).publish(user=by)
    made.refresh_from_db()
    return made.versions.order_by("-number").first()
