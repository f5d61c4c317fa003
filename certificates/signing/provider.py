"""The provider of certified signatures that this installation was given, if any (``CERTIFICATE_SIGNER``)."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from certificates.models import Certificate
from certificates.signing import about
from certificates.signing.port import DigestSigner, FileSigner, OutOfReach, Refused, SigningProblem

__all__ = ["OutOfReach", "Refused", "SigningProblem", "configured", "is_configured", "sign"]
FIELD = "TandaTangan"


def is_configured() -> bool:
    return bool(settings.CERTIFICATE_SIGNER)


def configured() -> FileSigner | DigestSigner:
    """Raises ImportError, TypeError: the set-up is wrong (certificates.checks says so at start)."""
    return _made(settings.CERTIFICATE_SIGNER)


@lru_cache(maxsize=1)
def _made(path: str) -> FileSigner | DigestSigner:
    made = import_string(path)()
    if not isinstance(made, FileSigner | DigestSigner):
        raise TypeError(f"{path} is no signer (certificates/signing/port.py)")
    return made


def sign(pdf: bytes, certificate: Certificate) -> bytes:
    """Raises SigningProblem. What comes is not believed: it is judged like a file that somebody brings."""
    from certificates.signing.pades import sign_pdf  # loads pyHanko: half a second and 30 MB

    signer, asked = configured(), about(certificate)
    if isinstance(signer, FileSigner):
        return signer.sign(pdf, asked)
    return sign_pdf(
        pdf,
        field=FIELD,
        label="Tanda tangan elektronik",
        at=timezone.now(),
        room=signer.room,
        sign_digest=lambda digest: signer.sign_digest(digest, asked),
    )
