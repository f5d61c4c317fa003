"""Ed25519 keys as this installation keeps them: the private half in a file that nobody else reads (ADR 0033, 0042)."""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def public_half(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    return as_text(hashlib.sha256(public).digest())[:8]


def as_text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def write_private(path: Path, private: Ed25519PrivateKey) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)  # nobody else reads it, from its first byte
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def read_private(path: Path) -> Ed25519PrivateKey | None:
    """None: there is no such file."""
    try:
        return _load(path, path.stat().st_mtime_ns)
    except OSError:
        return None


def own_private(path: Path) -> Ed25519PrivateKey:
    """The key in this file, made on first use; of two processes that make it at once, one wins."""
    while (private := read_private(path)) is None:
        part = path.with_name(f".{uuid.uuid4().hex}.part")
        write_private(part, Ed25519PrivateKey.generate())
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return private


def forget_loaded() -> None:
    _load.cache_clear()


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key
