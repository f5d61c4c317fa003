"""Signatures in a PDF that somebody brings: whose they are, whether they hold, and what was changed around them.

Everything here is about files from outside. Whether a signer's certificate is trusted is asked only where the
institution has laid down whom to trust (certificates.signing.trust).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENDS = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_MOST_ENDS = 64  # revisions of a file that are looked at


class NotReadable(Exception):
    """No PDF, one that is cut off or encrypted, or one built in a way nobody signs certificates."""


@dataclass(frozen=True)
class Signature:
    signer: str  # common name, or what else its certificate calls it
    fingerprint: str  # SHA-256 of that certificate, in hex
    holds: bool  # what it covers is as it was signed, by that key
    whole: bool  # covers the file to its end, but for what makes a signature last (DSS, time stamps)
    self_signed: bool
    trusted: bool | None  # None: nobody has laid down whom to trust


def starts_of(content: bytes) -> dict[str, int]:
    """SHA-256 → length, of each earlier revision the file may consist of, and of the whole: a file that was only added
    to begins with the bytes of the one before."""
    return dict(_starts(content))


def _starts(content: bytes) -> Iterator[tuple[str, int]]:
    digest, last = hashlib.sha256(), 0
    for count, end in enumerate(_ENDS.finditer(content)):
        if count == _MOST_ENDS:
            break
        for place in sorted({end.start() + 5, end.end() - (end[0].endswith(b"\r\n")), end.end()}):
            if place > last:
                digest.update(memoryview(content)[last:place])
                last = place
                yield digest.hexdigest(), last
    if last < len(content):
        digest.update(memoryview(content)[last:])
        yield digest.hexdigest(), len(content)


# pyHanko takes half a second and 30 MB to load, which only processes that look into files should spend.


def signatures(content: bytes) -> list[Signature]:
    """Raises NotReadable."""
    from certificates.signing import inspecting

    try:
        return inspecting.signatures(content)
    except Exception as problem:  # a reader of foreign files: whatever it stumbles over, this is none of ours
        raise NotReadable from problem


def only_signed_since(content: bytes, earlier: bytes) -> bool:
    """Whether everything after ``earlier``, with whose bytes it begins, is what signing makes: signatures with their
    fields and pictures, and what makes them last. Raises NotReadable."""
    from certificates.signing import inspecting

    try:
        return inspecting.only_signed_since(content, earlier)
    except Exception as problem:  # as above
        raise NotReadable from problem


def title_of(content: bytes) -> str:
    """As the PDF calls itself; empty where it does not say."""
    from certificates.signing import inspecting

    try:
        return inspecting.title(content)
    except Exception:  # as above: it is only asked to find better words
        return ""
