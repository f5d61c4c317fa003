"""What somebody who signs certificates must offer (docs/signing.md). Pure: no Django, no PDF library.

A provider is a class of one of the two kinds below, named with its dotted path in ``CERTIFICATE_SIGNER`` and made
without arguments; addresses and keys of its own it reads from the environment. It is only ever called by the task
worker, never while somebody waits for a page: until the signature is there, a certificate is handed out without one.

The passphrase of an officer belongs to the officer and the provider. Nothing here takes, keeps or passes on one: where
each signature needs a passphrase, the way is to hand over a batch (certificates.signing.handoff).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID


@dataclass(frozen=True)
class About:
    """What a provider may know of the document: enough to find it again, nothing of the person."""

    public_id: UUID
    number: str
    issued_at: datetime


@runtime_checkable
class FileSigner(Protocol):
    """Takes the whole file and gives it back signed: every byte as it came, the signature appended (ISO 32000-1
    §7.5.6, incremental update). Raises SigningProblem."""

    def sign(self, pdf: bytes, about: About) -> bytes: ...


@runtime_checkable
class DigestSigner(Protocol):
    """Only a digest leaves the house: SHA-256 over the signed byte ranges (32 bytes) out, a detached CMS signature
    (DER; RFC 5652, for PAdES ETSI EN 319 142-1 with the signed attributes content-type, message-digest and
    signing-certificate-v2) in. Raises SigningProblem.

    ``room`` is how many bytes the signature takes at most: certificates, time stamp and revocation data included.
    """

    room: int

    def sign_digest(self, digest: bytes, about: About) -> bytes: ...


class SigningProblem(Exception):
    """The certificate stays without this signature and is asked for again: what happened stands in the admin."""


class OutOfReach(SigningProblem):
    """No answer, or one that says “later”. Asked for again by itself."""


class Refused(SigningProblem):
    """The provider does not want to: passphrase or account refused, certificate expired. Somebody has to look."""
