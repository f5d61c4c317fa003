"""The key with which this installation signs packs, and what is known of those of others (ADR 0042)."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from core.signing_keys import as_text, own_private, public_half, read_private
from courses.models import PackSigner


class Trust(StrEnum):
    OWN = "own"  # it went out from here
    KNOWN = "known"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"


def own_key() -> Ed25519PrivateKey:
    """Made on first use. Another than that of certificates: whoever had this one could forge none."""
    return own_private(_path())


def own_fingerprint() -> str:
    """Empty until a pack has gone out from here."""
    private = read_private(_path())
    return fingerprint(public_half(private)) if private else ""


def trust_in(public: bytes | None) -> Trust:
    if public is None:
        return Trust.UNSIGNED
    own = read_private(_path())
    if own is not None and public_half(own) == public:
        return Trust.OWN
    return Trust.KNOWN if PackSigner.objects.filter(public_key=as_text(public)).exists() else Trust.UNKNOWN


def fingerprint(public: bytes) -> str:
    """To be read out on the phone: 32 digits and letters in groups of four."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def _path() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "packs" / "paket.pem"
