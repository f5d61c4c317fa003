"""What the QR says besides the address: a signed statement that a phone can check without a network. Pure.

A statement is ``base64url(payload ‖ signature)`` without padding. The payload is the UTF-8 of a JSON list::

    [1, kid, number, edition, name or null, title, jp, date of issue (ISO 8601), issuer, place in the status lists]

and the signature is Ed25519 (RFC 8032) over ``PREFIX ‖ payload``. The very bytes that were signed travel, so nothing
has to be put into a canonical form before it is checked. ``name`` is null where scanning must not tell it: minors
(SECURITY 29). Long texts end in an ellipsis, so that the QR stays easy to read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
PREFIX = b"lms-certificate-1\0"  # what this key signs elsewhere never begins like this
_SIGNATURE = 64  # bytes
_CONTROL = re.compile(r"[\x00-\x1f]")
_LONGEST = {"name": 72, "title": 72, "issuer": 48}  # bytes of UTF-8
LONGEST = 900  # characters of a statement; ours stay far below


class NotAStatement(Exception):
    """Cut off, altered, signed by nobody we know, or none at all."""


@dataclass(frozen=True)
class Statement:
    kid: str
    number: str
    edition: int
    name: str | None
    title: str
    jp: int
    issued_on: date
    issuer: str
    status_index: int

    def payload(self) -> bytes:
        fields = [
            VERSION,
            self.kid,
            self.number,
            self.edition,
            None if self.name is None else shorten(self.name, _LONGEST["name"]),
            shorten(self.title, _LONGEST["title"]),
            self.jp,
            self.issued_on.isoformat(),
            shorten(self.issuer, _LONGEST["issuer"]),
            self.status_index,
        ]
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def sign_statement(statement: Statement, sign: Callable[[bytes], bytes]) -> str:
    """``sign`` gives the 64 bytes of an Ed25519 signature by the key ``statement.kid``."""
    payload = statement.payload()
    return _encode(payload + sign(PREFIX + payload))


def read_statement(text: str, keys: Mapping[str, bytes]) -> Statement:
    """``keys``: kid → the 32 bytes of its public key. Raises NotAStatement for whatever none of them signed."""
    signed = _decode(text)
    payload, signature = signed[:-_SIGNATURE], signed[-_SIGNATURE:]
    statement = _fields(payload)
    try:
        Ed25519PublicKey.from_public_bytes(keys[statement.kid]).verify(signature, PREFIX + payload)
    except (KeyError, InvalidSignature) as problem:
        raise NotAStatement from problem
    return statement


def _fields(payload: bytes) -> Statement:
    try:
        version, kid, number, edition, name, title, jp, issued_on, issuer, status_index = json.loads(payload)
        if version != VERSION or not _are(str, kid, number, title, issued_on, issuer) or not _are(int, edition, jp):
            raise NotAStatement
        if not _are(int, status_index) or not (name is None or isinstance(name, str)):
            raise NotAStatement
        return Statement(kid, number, edition, name, title, jp, date.fromisoformat(issued_on), issuer, status_index)
    except (ValueError, TypeError, RecursionError) as problem:
        raise NotAStatement from problem


def _are(kind: type, *values: Any) -> bool:
    return all(type(value) is kind for value in values)


def shorten(text: str, longest: int) -> str:
    """At most so many bytes of UTF-8, with an ellipsis where something is left out; control characters, which JSON
    writes in six letters, as spaces."""
    text = _CONTROL.sub(" ", text)
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - 3].decode(errors="ignore").rstrip() + "…"


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text: str) -> bytes:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotAStatement from problem
    if len(text) > LONGEST or len(content) <= _SIGNATURE or _encode(content) != text:
        raise NotAStatement
    return content
