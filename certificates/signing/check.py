"""What we know of a PDF that somebody brings: handed out by us, altered since, or none of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from certificates.models import Certificate, Document
from certificates.signing.reading import NotReadable, signatures, starts_of
from certificates.signing.seal import known_fingerprints


class Verdict(StrEnum):
    UNALTERED = "unaltered"  # byte for byte what was handed out; ``certificate`` says whether it still counts
    UNSIGNED = "unsigned"  # was made for signing elsewhere and nobody has signed it: its footer promises too much
    SEALED = "sealed"  # our seal holds, yet the file is not one we know (its records may be gone)
    ALTERED = "altered"  # ours, changed after it was handed out or sealed
    UNKNOWN = "unknown"  # a PDF that we never made: saved anew, printed to PDF, or somebody else's
    UNREADABLE = "unreadable"  # no PDF, cut off, or encrypted


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    certificate: Certificate | None = None  # known for UNALTERED and UNSIGNED, sometimes for ALTERED
    standing: Document.Standing | None = None
    signers: tuple[str, ...] = ()  # who has signed it, as the certificates in it say (SIGNED only)


def known_document(content: bytes) -> Finding:
    """The caller limits the size. Whose certificate it is must be said no further than its page may."""
    starts = starts_of(content)
    known = {document.sha256: document for document in _documents(starts)}
    whole = next((sha256 for sha256, length in starts.items() if length == len(content)), "")
    if whole in known:
        return _ours(known[whole], content)
    if known:
        longest = max(known.values(), key=lambda document: starts[document.sha256])
        return Finding(Verdict.ALTERED, longest.certificate, Document.Standing(longest.standing))
    try:
        ours = [one for one in signatures(content) if one.fingerprint in known_fingerprints()]
    except NotReadable:
        return Finding(Verdict.UNREADABLE)
    if not ours:
        return Finding(Verdict.UNKNOWN)
    intact = all(one.holds and one.whole for one in ours)
    return Finding(Verdict.SEALED if intact else Verdict.ALTERED, standing=Document.Standing.SEALED)


def _documents(starts: dict[str, int]) -> list[Document]:
    return list(Document.objects.filter(sha256__in=list(starts)).select_related("certificate"))


def _ours(document: Document, content: bytes) -> Finding:
    standing = Document.Standing(document.standing)
    verdict = Verdict.UNSIGNED if standing == Document.Standing.PREPARED else Verdict.UNALTERED
    signers = _signers(content) if standing == Document.Standing.SIGNED else ()
    return Finding(verdict, document.certificate, standing, signers)


def _signers(content: bytes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.signer for one in signatures(content)))
