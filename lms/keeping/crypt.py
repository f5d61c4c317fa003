"""Encryption of a backup with a passphrase: scrypt (RFC 7914) and AES-256-GCM in chunks (SP 800-38D)."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"LMSBACKUP1"
_CHUNK = 1 << 20


class WrongPassphrase(Exception):
    """Or a file that was changed: the two cannot be told apart."""


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def encrypt_file(source: Path, target: Path, passphrase: str) -> None:
    salt, prefix = os.urandom(16), os.urandom(7)
    cipher = _key(passphrase, salt)
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(_MAGIC + salt + prefix)
        for number, chunk, last in _chunks(plain):
            sealed.write(cipher.encrypt(_nonce(prefix, number, last), chunk, None))


def decrypt_file(source: Path, target: Path, passphrase: str) -> None:
    """Raises WrongPassphrase; a file cut short is noticed, because its last chunk says that it is the last."""
    with source.open("rb") as sealed, target.open("wb") as plain:
        head = sealed.read(len(_MAGIC) + 23)
        if len(head) < len(_MAGIC) + 23:
            raise WrongPassphrase
        salt, prefix = head[len(_MAGIC) : -7], head[-7:]
        cipher = _key(passphrase, salt)
        try:
            for number, chunk, last in _chunks(sealed, _CHUNK + 16):
                plain.write(cipher.decrypt(_nonce(prefix, number, last), chunk, None))
        except InvalidTag as error:
            raise WrongPassphrase from error


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, last)


def _chunks(file: BinaryIO, size: int = _CHUNK):  # type: ignore[no-untyped-def]
    number, chunk = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, chunk, not following
        if not following:
            return
        number, chunk = number + 1, following
