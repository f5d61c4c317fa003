"""The line on a document that says what kind of signature it has, and never more than that."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Document

S = Document.Standing


def signature_line(standing: Document.Standing, *, provider: str = "") -> str:
    """In Indonesian, as the document. ``provider`` has issued the certificate of whoever signs (Issuer.provider)."""
    with translation.override("id"):
        match standing:
            case S.PREPARED | S.SIGNED:
                return _(
                    "This document was signed electronically with an electronic certificate issued by %(provider)s."
                ) % {"provider": provider}
            case S.SEALED:
                return _(
                    "Certificate of completion, checked by QR code. A digital seal of the office protects it from "
                    "changes; it is not a certified electronic signature."
                )
            case _:
                return _(
                    "Certificate of completion, checked by QR code. It does not carry a certified electronic signature."
                )
