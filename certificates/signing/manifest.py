"""The list of what a batch handed over, signed by the key that signs certificates. Pure.

``manifest.json`` names every file with its SHA-256; ``manifest.sig`` is JSON with the key's id and the Ed25519
signature (RFC 8032, base64url) over ``PREFIX`` and the very bytes of the first file.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NAME, SIGNATURE_NAME = "manifest.json", "manifest.sig"
PREFIX = b"lms-handoff-1\0"


class Forged(Exception):
    """Altered, signed by nobody we know, or not signed."""


@dataclass(frozen=True)
class File:
    name: str
    number: str
    certificate: UUID
    sha256: str


def manifest(*, batch: UUID, made_at: datetime, provider: str, files: Sequence[File]) -> bytes:
    listed = [
        {"name": f.name, "number": f.number, "certificate": str(f.certificate), "sha256": f.sha256} for f in files
    ]
    content = {"version": 1, "batch": str(batch), "made_at": made_at.isoformat(), "provider": provider, "files": listed}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def signature(content: bytes, *, kid: str, sign: Callable[[bytes], bytes]) -> bytes:
    signed = base64.urlsafe_b64encode(sign(PREFIX + content)).decode()
    return json.dumps({"kid": kid, "signature": signed}).encode()


def batch_of(content: bytes, signed: bytes, keys: Mapping[str, bytes]) -> UUID:
    """``keys``: kid → the 32 bytes of its public key. Raises Forged."""
    try:
        said = json.loads(signed)
        key = Ed25519PublicKey.from_public_bytes(keys[said["kid"]])
        key.verify(base64.urlsafe_b64decode(said["signature"]), PREFIX + content)
        return UUID(json.loads(content)["batch"])
    except (KeyError, TypeError, ValueError, AttributeError, InvalidSignature, RecursionError) as problem:
        raise Forged from problem
