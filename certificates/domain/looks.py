"""From what an editor wrote, or from the design that comes with the product, to what a document needs."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.domain.assets import BrokenPicture, drawn, kept
from certificates.models import CertificateTemplate, TemplateVersion
from certificates.models.issuer import issuer_now
from certificates.models.templates import LEFT_OUT
from certificates.pdf.content import TEXTS, Content, Logo, Signatory
from certificates.pdf.words import built_in
from core.models import Picture
from core.models.settings import municipality_now

Look = tuple[Content, dict[str, bytes]]  # with the pictures that it names


def built_in_look(kind: str) -> Look:
    """With the logos of the municipality and its partner as they are now."""
    with translation.override("id"):
        logos, pictures = _municipal_logos()
        return replace(built_in(kind), logos=logos), pictures


def look_of_version(version: TemplateVersion) -> Look:
    content = Content.from_json(version.content)
    return content, kept(content.pictures)


def look_of_template(template: CertificateTemplate) -> Look:
    """As it is written now, published or not. What was left empty says what the design of the product says."""
    with translation.override("id"):
        usual = built_in(template.kind)
        pictures: dict[str, bytes] = {}
        logos = tuple(
            Logo(name, logo.words)
            for logo in template.logos.all()
            if logo.picture_id and (name := _take(logo.picture, pictures))
        )
        if not logos:
            logos, own = _municipal_logos()
            pictures |= own
    texts = {name: _said(getattr(template, name), getattr(usual, name)) for name in TEXTS}
    content = Content(
        kind=template.kind,
        orientation=template.orientation,
        design=template.design,
        primary=template.primary,
        accent=template.accent,
        table=template.table,
        logos=logos,
        signatories=tuple(
            Signatory(one.role, one.name, one.number, _take(one.picture, pictures) if one.picture_id else "")
            for one in template.signatories.all()
        ),
        **texts,
    )
    return content, pictures


def _said(written: str, usual: str) -> str:
    written = written.strip()
    return "" if written in LEFT_OUT else written or usual


def _take(picture: Picture, pictures: dict[str, bytes]) -> str:
    """Its name, with its bytes put among the pictures; empty when it cannot be drawn."""
    try:
        name, content = drawn(picture)
    except BrokenPicture:
        return ""
    pictures[name] = content
    return name


def _municipal_logos() -> tuple[tuple[Logo, ...], dict[str, bytes]]:
    municipality, issuer = municipality_now(), issuer_now()
    pictures: dict[str, bytes] = {}
    owner = _("Logo of %(owner)s") % {"owner": municipality.municipality or _("the municipality")}
    logos = tuple(
        Logo(name, words)
        for picture, words in ((municipality.logo, owner), (issuer.partner_logo, _("Logo of a partner")))
        if picture is not None and (name := _take(picture, pictures))
    )
    return logos, pictures
