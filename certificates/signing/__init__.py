"""What makes a certificate's PDF more than a PDF: the seal of the office, or a certified signature from elsewhere."""

from __future__ import annotations

from django.utils import timezone

from certificates.models import Certificate, Document, Issuer
from certificates.models.issuer import issuer_now
from certificates.signing import seal
from certificates.signing.port import About


def standing_wanted() -> Document.Standing:
    """Of what is handed out at once. A certified signature comes later: until then it is the plain document."""
    sealed = issuer_now().signing == Issuer.Signing.SEALED
    return Document.Standing.SEALED if sealed else Document.Standing.PLAIN


def standing_now() -> Document.Standing:
    """What ``finish`` will give: the footer has to be true before the seal closes over it."""
    if standing_wanted() == Document.Standing.SEALED and seal.health(at=timezone.now()).works:
        return Document.Standing.SEALED
    return Document.Standing.PLAIN


def finish(pdf: bytes, certificate: Certificate) -> tuple[bytes, Document.Standing]:
    """``pdf`` was rendered for ``standing_now()``. Without a seal that works it stays as it is, and an administrator
    is told (certificates.checks, the page “Signatures”): a learner gets the certificate in any case."""
    standing = standing_now()
    if standing == Document.Standing.SEALED:
        pdf = seal.OfficeSeal().sign(pdf, about(certificate))
    return pdf, standing


def about(certificate: Certificate) -> About:
    return About(certificate.public_id, certificate.number, certificate.issued_at)
