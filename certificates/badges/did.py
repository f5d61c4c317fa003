"""The document in which anybody finds the keys of this issuer (W3C did:web, Multikey). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import base58

from certificates.badges.credential import Issuer

_ED25519 = b"\xed\x01"  # multicodec of its public keys


@dataclass(frozen=True)
class PublicKey:
    kid: str
    content: bytes  # 32 bytes
    stolen: bool = False


def did_document(issuer: Issuer, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """Retired keys stay, so that what they have signed can be checked; a stolen one vouches for nothing any more."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did,
        "verificationMethod": [
            {
                "id": issuer.key(key.kid),
                "type": "Multikey",
                "controller": issuer.did,
                "publicKeyMultibase": "z" + base58.b58encode(_ED25519 + key.content).decode(),
            }
            for key in keys
        ],
        "assertionMethod": [issuer.key(key.kid) for key in keys if not key.stolen],
    }
