"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites §3.2). Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.badges.canon import n_quads

_BASE58BTC = "z"  # multibase
_SIGNATURE = 64  # bytes


def moment(at: datetime) -> str:
    """As xsd:dateTimeStamp, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_proof(
    document: Mapping[str, Any], shape: str, *, method: str, sign: Callable[[bytes], bytes], at: datetime
) -> dict[str, Any]:
    """``method``: the address of the key in the DID document; ``sign`` gives its 64 bytes for a message."""
    proof = {
        "type": "DataIntegrityProof",
        "created": moment(at),
        "verificationMethod": method,
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    signature = sign(_signed(document, proof, shape))
    return {**document, "proof": {**proof, "proofValue": _BASE58BTC + base58.b58encode(signature).decode()}}


def is_signed_by(public_key: bytes, document: Mapping[str, Any], shape: str) -> bool:
    """Whether the proof of ``document`` is by this key, over just what stands in it. Raises OtherShape."""
    proof = dict(document["proof"])
    value = proof.pop("proofValue", None)
    signed = _signed({key: value for key, value in document.items() if key != "proof"}, proof, shape)
    try:
        if not isinstance(value, str) or value[:1] != _BASE58BTC or len(value) > 2 * _SIGNATURE:
            return False
        Ed25519PublicKey.from_public_bytes(public_key).verify(base58.b58decode(value[1:]), signed)
    except (InvalidSignature, ValueError):
        return False
    return proof["cryptosuite"] == "eddsa-rdfc-2022"


def _signed(document: Mapping[str, Any], proof: Mapping[str, Any], shape: str) -> bytes:
    content = {key: value for key, value in document.items() if key != "@context"}
    said = n_quads(proof, "proof"), n_quads(content, shape)
    return b"".join(hashlib.sha256(quads.encode()).digest() for quads in said)
