"""Whether a file that comes back is the document that was handed over, signed and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from certificates.domain.documents import document_bytes
from certificates.models import Batch, BatchItem, Certificate, Document
from certificates.signing.reading import NotReadable, Signature, only_signed_since, signatures, starts_of, title_of
from certificates.signing.seal import known_fingerprints

LARGEST = 20_000_000  # bytes of one file


class Outcome(StrEnum):
    PUBLISHED = "published"
    ALREADY = "already"  # the same file was published before
    UNSIGNED = "unsigned"
    ALTERED = "altered"  # not, or not only, what was handed over
    BROKEN = "broken"  # a signature does not fit what it covers
    FOREIGN = "foreign"  # signed with a certificate that no provider has issued
    ANOTHER = "another"  # a document that was never handed over
    OTHER_BATCH = "other-batch"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ERASED = "erased"
    DUPLICATE = "duplicate"  # another signed file of this certificate is there
    NO_PDF = "no-pdf"
    NOT_READABLE = "not-readable"
    TOO_LARGE = "too-large"
    UNREACHED = "unreached"  # the provider was not there
    REFUSED = "refused"  # the provider did not want to


@dataclass(frozen=True)
class Judged:
    """``outcome`` PUBLISHED: nothing speaks against publishing it."""

    outcome: Outcome
    certificate: Certificate | None = None
    prepared: Document | None = None
    signer: str = ""


def judge(content: bytes, batch: Batch) -> Judged:
    if len(content) > LARGEST:
        return Judged(Outcome.TOO_LARGE)
    if b"%PDF-" not in content[:1024] or content.startswith(b"PK"):
        return Judged(Outcome.NO_PDF)
    starts = starts_of(content)
    prepared = _prepared(starts)
    if prepared is None:
        return _unknown(content, batch)
    certificate = prepared.certificate
    outcome = _may_be_signed(certificate, batch)
    if outcome:
        return Judged(outcome, certificate, prepared)
    earlier = content[: starts[prepared.sha256]]
    if len(content) - len(earlier) <= 2:  # nothing but the end of a line
        return Judged(Outcome.UNSIGNED, certificate, prepared)
    try:
        found = signatures(content)
        outcome = _as_signed(content, earlier, found)
    except NotReadable:
        return Judged(Outcome.NOT_READABLE, certificate, prepared)
    signer = ", ".join(dict.fromkeys(one.signer for one in found))[:200]
    return Judged(outcome or _beside(content, certificate), certificate, prepared, signer)


def _prepared(starts: Iterable[str]) -> Document | None:
    known = Document.objects.filter(sha256__in=list(starts), standing=Document.Standing.PREPARED)
    return known.select_related("certificate").first()


def _unknown(content: bytes, batch: Batch) -> Judged:
    """What it calls itself helps to find words; it proves nothing."""
    words = set(title_of(content).split())
    for item in batch.items.select_related("certificate") if words else ():
        if item.certificate and set(item.certificate.number.split()) <= words:
            return Judged(Outcome.ALTERED, item.certificate)
    try:
        signatures(content)
    except NotReadable:
        return Judged(Outcome.NOT_READABLE)
    return Judged(Outcome.ANOTHER)


def _may_be_signed(certificate: Certificate, batch: Batch) -> Outcome | None:
    if certificate.erased:
        return Outcome.ERASED
    if certificate.state == Certificate.State.REVOKED:
        return Outcome.REVOKED
    if certificate.state != Certificate.State.LIVE:
        return Outcome.REPLACED
    mine = batch.items.filter(certificate=certificate, state=BatchItem.State.DONE)
    return None if mine.exists() else Outcome.OTHER_BATCH


def _as_signed(content: bytes, earlier: bytes, found: Sequence[Signature]) -> Outcome | None:
    if not found:
        return Outcome.ALTERED
    if not all(one.holds for one in found):
        return Outcome.BROKEN
    if not found[-1].whole or not only_signed_since(content, earlier):
        return Outcome.ALTERED
    own = known_fingerprints()
    if any(one.fingerprint in own or (one.self_signed if one.trusted is None else not one.trusted) for one in found):
        return Outcome.FOREIGN
    return None


def _beside(content: bytes, certificate: Certificate) -> Outcome:
    """A second signatory adds to what the first has signed; any other second file is one too many."""
    there = certificate.documents.filter(standing=Document.Standing.SIGNED).last()
    if there is None:
        return Outcome.PUBLISHED
    published = document_bytes(there)
    if content == published:
        return Outcome.ALREADY
    return Outcome.PUBLISHED if content.startswith(published) else Outcome.DUPLICATE
