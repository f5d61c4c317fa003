"""The documents of a certificate: rendered from its frozen facts and its template, once, kept and known again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from certificates import signing
from certificates.domain.looks import built_in_look, look_of_version
from certificates.models import Certificate, Document
from certificates.models.issuer import issuer_now
from certificates.pdf.render import Paper, render_jpeg, render_pdf, rendering_digest

IMAGE_WIDTH, IMAGE_BYTES = 1200, 120_000  # of the picture for sharing: pixels, at most


def certificate_pdf(certificate: Certificate) -> bytes:
    """The document to hand out: the one that was signed elsewhere, else the kept one, else one made now."""
    signed = _signed(certificate)
    wanted, standing = signing.standing_wanted(), signing.standing_now()
    kept = signed or kept_document(certificate, wanted)
    kept = kept or (kept_document(certificate, standing) if standing != wanted else None)
    if kept:
        return document_bytes(kept)
    content, standing = signing.finish(render_document(certificate, standing=standing), certificate)
    keep_document(certificate, content, standing=standing, made_from=made_from(certificate, standing))
    return content


def standing_of(certificate: Certificate) -> Document.Standing:
    """What ``certificate_pdf`` gives, as far as its signature goes."""
    return Document.Standing.SIGNED if _signed(certificate) else signing.standing_now()


def _signed(certificate: Certificate) -> Document | None:
    """A file that was lost cannot be made again: the certificate then goes out without its signature."""
    signed = certificate.documents.filter(standing=Document.Standing.SIGNED).last()
    return signed if signed and default_storage.exists(signed.path) else None


def kept_document(certificate: Certificate, standing: Document.Standing) -> Document | None:
    """One that shows what it would show now."""
    found = certificate.documents.filter(standing=standing, made_from=made_from(certificate, standing)).last()
    return found if found and default_storage.exists(found.path) else None


def document_bytes(document: Document) -> bytes:
    with default_storage.open(document.path) as file:
        return bytes(file.read())


def keep_document(certificate: Certificate, content: bytes, *, standing: Document.Standing, made_from: str) -> Document:
    """As handed out: whoever brings the file later is told that it is unaltered. Twice is once."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _store(certificate, f"{sha256[:24]}.pdf", content)
    document, _created = Document.objects.get_or_create(
        certificate=certificate,
        sha256=sha256,
        defaults={"standing": standing, "path": path, "made_from": made_from, "made_at": timezone.now()},
    )
    return document


def render_document(certificate: Certificate, *, standing: Document.Standing) -> bytes:
    """Facts and template with the footer that is true for this standing; kept by nobody yet."""
    return render_pdf(paper_of(certificate, standing))


def certificate_image(certificate: Certificate) -> bytes:
    """Page one as JPEG for sharing. A picture carries no signature, and says so.

    Its QR has the address only: with the statement it were too fine for so few pixels.
    """
    paper = paper_of(certificate, Document.Standing.PLAIN)
    paper = replace(paper, address=paper.address.partition("#")[0])
    name = f"{digest_of(paper)[:24]}.jpg"
    path = f"{_folder(certificate)}/{name}"
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            return bytes(file.read())
    content = render_jpeg(paper, width=IMAGE_WIDTH, most_bytes=IMAGE_BYTES)
    _store(certificate, name, content)
    return content


def paper_of(certificate: Certificate, standing: Document.Standing) -> Paper:
    facts = certificate.stated
    if certificate.template is None:
        content, pictures = built_in_look(facts.kind)
    else:
        content, pictures = look_of_version(certificate.template)
    return Paper(
        facts=facts,
        content=content,
        code=certificate.code,
        address=verification_address(certificate),
        standing=standing.value,
        provider=issuer_now().provider,
        pictures=pictures,
    )


def made_from(certificate: Certificate, standing: Document.Standing) -> str:
    """Digest of everything the document shows."""
    return digest_of(paper_of(certificate, standing))


def digest_of(paper: Paper) -> str:
    """Pictures are named by their hash."""
    shown = {
        "facts": paper.facts.as_json(),
        "content": paper.content.as_json(),
        "code": paper.code,
        "address": paper.address,
        "standing": paper.standing,
        "provider": paper.provider if paper.standing in ("prepared", "signed") else "",
        "pictures": sorted(paper.pictures),
        "rendering": rendering_digest(),
    }
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def verification_address(certificate: Certificate) -> str:
    """What the QR says; empty without a public address: such a certificate is a sample.

    The part after # never leaves the phone that scans it: it is there for checking without a network (ADR 0033).
    """
    if not settings.PUBLIC_URL:
        return ""
    address = settings.PUBLIC_URL + reverse("verify_qr", args=[certificate.qr_token])
    return f"{address}#{certificate.statement}" if certificate.statement else address


def remove_documents(certificate: Certificate, *, but_signed: bool = False) -> None:
    """Files and pictures go. Rows stay: an old paper is still known as one that was handed out.

    ``but_signed``: what was signed elsewhere stays, because it cannot be made again.
    """
    folder = _folder(certificate)
    signed = certificate.documents.filter(standing=Document.Standing.SIGNED) if but_signed else Document.objects.none()
    kept = set(signed.values_list("path", flat=True))
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            if f"{folder}/{name}" not in kept:
                default_storage.delete(f"{folder}/{name}")


def _folder(certificate: Certificate) -> str:
    return f"certificates/{certificate.public_id}"


def _store(certificate: Certificate, name: str, content: bytes) -> str:
    """Two who make the same at the same time write the same file once."""
    path = f"{_folder(certificate)}/{name}"
    if not default_storage.exists(path):
        return str(default_storage.save(path, ContentFile(content)))
    return path
