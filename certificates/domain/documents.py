"""The PDF of a certificate: rendered from its frozen facts, once, and kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from certificates import signing
from certificates.models import Certificate, Document, Issuer
from certificates.pdf.render import Asset, render_pdf, template_digest
from certificates.signing.footers import signature_line
from core.models import MunicipalitySettings, Picture
from core.qr import qr_file

S = Document.Standing


def certificate_pdf(certificate: Certificate) -> bytes:
    """The document to hand out: the one that was signed elsewhere, else the kept one, else one made now."""
    kept = certificate.documents.filter(standing=S.SIGNED).last() or kept_document(
        certificate, signing.standing_wanted()
    )
    if kept:
        return document_bytes(kept)
    standing = signing.standing_now()
    kept = kept_document(certificate, standing)
    if kept:
        return document_bytes(kept)
    content, standing = signing.finish(render_document(certificate, standing=standing), certificate)
    keep_document(certificate, content, standing=standing, made_from=made_from(certificate, standing))
    return content


def kept_document(certificate: Certificate, standing: Document.Standing) -> Document | None:
    """One that shows what it would show now."""
    found = certificate.documents.filter(standing=standing, made_from=made_from(certificate, standing)).last()
    return found if found and default_storage.exists(found.path) else None


def document_bytes(document: Document) -> bytes:
    with default_storage.open(document.path) as file:
        return bytes(file.read())


def keep_document(certificate: Certificate, content: bytes, *, standing: Document.Standing, made_from: str) -> Document:
    """Twice is once: the database holds one row for a certificate and a file."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"certificates/{certificate.public_id}/{sha256[:24]}.pdf"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    document, _created = Document.objects.get_or_create(
        certificate=certificate,
        sha256=sha256,
        defaults={"standing": standing, "path": path, "made_from": made_from, "made_at": timezone.now()},
    )
    return document


def render_document(certificate: Certificate, *, standing: Document.Standing) -> bytes:
    """Pure rendering, with the footer that is true for that standing."""
    address = verification_address(certificate)
    return render_pdf(
        certificate.stated,
        code=certificate.code,
        address=address,
        assets=_assets(address),
        footer=signature_line(standing, provider=Issuer.load().provider),
    )


def made_from(certificate: Certificate, standing: Document.Standing) -> str:
    """Digest of everything the document shows."""
    address = verification_address(certificate)
    assets = _assets(address)
    data = certificate.facts | {
        "code": certificate.code,
        "address": address,
        "assets": sorted(asset.name for asset in assets),
        "footer": signature_line(standing, provider=Issuer.load().provider),
    }
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode())
    digest.update(template_digest().encode())
    for asset in assets:
        digest.update(asset.content)
    return digest.hexdigest()


def certificate_image(certificate: Certificate) -> bytes:
    raise NotImplementedError


def verification_address(certificate: Certificate) -> str:
    """Where the QR leads; empty without a public address: such a certificate is a sample."""
    if not settings.PUBLIC_URL:
        return ""
    address = settings.PUBLIC_URL + reverse("verify_qr", args=[certificate.qr_token])
    return f"{address}#{certificate.statement}" if certificate.statement else address


def _assets(address: str) -> list[Asset]:
    logos = {"logo": MunicipalitySettings.load().logo, "partner": Issuer.load().partner_logo}
    assets = [Asset(f"{name}{Path(image.file.name).suffix}", _bytes(image)) for name, image in logos.items() if image]
    return [*assets, Asset("qr.svg", qr_file(address))] if address else assets


def _bytes(image: Picture) -> bytes:
    with image.open_file() as file:
        return bytes(file.read())


def remove_documents(certificate: Certificate) -> None:
    """The files; what is known of their bytes stays, so that a copy can still be recognised."""
    folder = f"certificates/{certificate.public_id}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
