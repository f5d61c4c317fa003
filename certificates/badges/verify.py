"""Reading a badge that somebody brings, and saying whether it is one of ours. Pure; nothing in a file can stop it."""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree

from defusedxml import ElementTree as SafeElementTree
from defusedxml.common import DefusedXmlException

from certificates.badges.bake import KEYWORD, NAMESPACE, PNG_BEGINS
from certificates.badges.canon import BADGES, CREDENTIALS, OtherShape
from certificates.badges.proof import is_signed_by

MOST_BYTES = 2_000_000  # of a file; ours stay below 200 kB
_MOST_CREDENTIAL = 100_000
_MOST_CHUNKS = 2_000


class Outcome(StrEnum):
    GENUINE = "genuine"  # by one of our keys, over just what stands in it
    NOT_VALID = "not_valid"  # genuine, but the certificate was revoked, replaced or merged meanwhile
    NOT_KEPT = "not_kept"  # genuine, but there is no such certificate here, as after restoring an older backup
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"  # broken, or none of JSON, PNG and SVG
    NO_BADGE = "no_badge"  # a picture, or a JSON file, that holds none
    UNKNOWN_KEY = "unknown_key"  # signed by nobody we know
    STOLEN_KEY = "stolen_key"  # by a key of ours that others have had, too
    ALTERED = "altered"  # names a key of ours, which has not signed this


@dataclass(frozen=True)
class Key:
    content: bytes  # 32 bytes
    stolen: bool = False


@dataclass(frozen=True)
class Read:
    outcome: Outcome
    certificate: uuid.UUID | None = None  # of a genuine one


class _Refused(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


def read_badge(file: bytes, keys: Mapping[str, Key]) -> Read:
    """``keys``: by kid. Raises nothing, whatever the file is. Whether it is still valid: certificates.domain.badges."""
    try:
        return Read(Outcome.GENUINE, _check(_document(_credential_in(file)), keys))
    except _Refused as refused:
        return Read(refused.outcome)


def _credential_in(file: bytes) -> bytes:
    if len(file) > MOST_BYTES:
        raise _Refused(Outcome.TOO_LARGE)
    if file.startswith(PNG_BEGINS):
        found = _in_png(file)
    elif file.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        found = _in_svg(file)
    else:
        found = file
    if len(found) > _MOST_CREDENTIAL:
        raise _Refused(Outcome.TOO_LARGE)
    return found


def _in_png(file: bytes) -> bytes:
    """Of the only chunk with our keyword; compressed it may not be (§5.3.1), so nothing is ever inflated."""
    found: list[bytes] = []
    place = len(PNG_BEGINS)
    for _chunk in range(_MOST_CHUNKS):
        length, kind = int.from_bytes(file[place : place + 4]), file[place + 4 : place + 8]
        content = file[place + 8 : place + 8 + length]
        checksum = file[place + 8 + length : place + 12 + length]
        if len(checksum) < 4:
            raise _Refused(Outcome.UNREADABLE)
        if kind == b"iTXt" and content.startswith(KEYWORD + b"\0"):
            if zlib.crc32(kind + content) != int.from_bytes(checksum):
                raise _Refused(Outcome.UNREADABLE)
            found.append(_text(content))
        if kind == b"IEND":
            return _only(found)
        place += 12 + length
    raise _Refused(Outcome.UNREADABLE)


def _text(chunk: bytes) -> bytes:
    rest = chunk[len(KEYWORD) + 1 :]
    compressed, method, parts = rest[:1], rest[1:2], rest[2:].split(b"\0", 2)
    if compressed != b"\0" or method != b"\0" or len(parts) != 3:
        raise _Refused(Outcome.UNREADABLE)
    return parts[2]


def _in_svg(file: bytes) -> bytes:
    try:
        root = SafeElementTree.fromstring(file, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError) as problem:
        raise _Refused(Outcome.UNREADABLE) from problem
    return _only([(element.text or "").encode() for element in root.iter(f"{{{NAMESPACE}}}credential")])


def _only(found: list[bytes]) -> bytes:
    """Of two, nobody can say which one the picture stands for (§5.3.1.1)."""
    if len(found) != 1:
        raise _Refused(Outcome.UNREADABLE if found else Outcome.NO_BADGE)
    return found[0]


def _document(text: bytes) -> dict[str, Any]:
    try:
        document = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_no_field_twice)
    except (ValueError, RecursionError) as problem:
        raise _Refused(Outcome.UNREADABLE) from problem
    if not isinstance(document, dict) or not isinstance(document.get("proof"), dict):
        raise _Refused(Outcome.NO_BADGE)
    return document


def _no_field_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Others might read the first one, we the last."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field stands there twice")
    return fields


def _check(document: dict[str, Any], keys: Mapping[str, Key]) -> uuid.UUID:
    method = document["proof"].get("verificationMethod")
    did, _, kid = method.partition("#") if isinstance(method, str) else ("", "", "")
    key = keys.get(kid)
    if key is None:
        raise _Refused(Outcome.UNKNOWN_KEY)
    if not _is_signed(document, key):
        raise _Refused(Outcome.ALTERED)
    if document["issuer"]["id"] != did:
        raise _Refused(Outcome.ALTERED)
    if key.stolen:
        raise _Refused(Outcome.STOLEN_KEY)
    return uuid.UUID(document["id"])


def _is_signed(document: dict[str, Any], key: Key) -> bool:
    try:
        return document.get("@context") == [CREDENTIALS, BADGES] and is_signed_by(key.content, document, "badge")
    except (OtherShape, UnicodeEncodeError):  # half a character, in JSON's own writing
        return False
