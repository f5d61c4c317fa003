"""The PDF of a certificate: rendered from its frozen facts, once, and kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from certificates.models import Certificate, Issuer
from certificates.pdf.render import Asset, render_pdf, template_digest
from core.models import MunicipalitySettings, Picture
from core.qr import qr_file


def certificate_pdf(certificate: Certificate) -> bytes:
    """The document's bytes. The name of the kept file holds everything it was made from."""
    address = verification_address(certificate)
    assets = _assets(address)
    data = certificate.facts | {
        "code": certificate.code,
        "address": address,
        "assets": sorted(asset.name for asset in assets),
    }
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode())
    digest.update(template_digest().encode())
    for asset in assets:
        digest.update(asset.content)
    name = f"certificates/{certificate.public_id}/{digest.hexdigest()[:24]}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return bytes(file.read())
    content = render_pdf(certificate.stated, code=certificate.code, address=address, assets=assets)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return content


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
    folder = f"certificates/{certificate.public_id}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
