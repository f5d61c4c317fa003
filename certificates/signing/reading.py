"""Signatures in a PDF that somebody brings: whose they are, whether they hold, and what was changed around them.

Everything here is about files from outside. Whether a signer's certificate is trusted is asked only where the
institution has laid down whom to trust (``DATA_DIR/keys/provider/``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

_ENDS = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_MOST_ENDS = 64  # revisions of a file that are looked at
_LARGEST_PICTURE = 1 / 5  # of a page: a visible signature, not another page on top of it
# Non-repudiation is what signing needs; some authorities issue for digital signatures only.
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)

_L = ModificationLevel.LTA_UPDATES
# pyHanko's own policy for what may follow a signature, without other form fields; certifying (/Perms) is signing, too.
_SIGNING = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys={*ROOT_EXEMPT_STRICT_COMPARISON, "/Perms"}),
        *(
            rule.as_qualified(_L)
            for rule in (DocInfoRule(), XrefStreamRule(), ObjectStreamRule(), DSSCompareRule(), MetadataUpdateRule())
        ),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)


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


def signatures(content: bytes) -> list[Signature]:
    """Raises NotReadable."""
    try:
        reader = _reader(content)
        return [_signature(embedded) for embedded in reader.embedded_regular_signatures]
    except Exception as problem:  # a reader of foreign files: whatever it stumbles over, this is none of ours
        raise NotReadable from problem


def only_signed_since(content: bytes, earlier: bytes) -> bool:
    """Whether everything after ``earlier``, with whose bytes it begins, is what signing makes: signatures with their
    fields and pictures, and what makes them last. Raises NotReadable."""
    try:
        before, after = _reader(earlier), _reader(content)
        revision = before.xrefs.total_revisions - 1
        if after.xrefs.get_startxref_for_revision(revision) != before.last_startxref:
            return False  # another document hangs behind the first one
        found = _SIGNING.review_file(after, revision)
        if not isinstance(found, DiffResult) or found.modification_level > ModificationLevel.FORM_FILLING:
            return False
        return all(_is_small(embedded) for embedded in after.embedded_regular_signatures)
    except Exception as problem:  # as above
        raise NotReadable from problem


def title_of(content: bytes) -> str:
    """As the PDF calls itself; empty where it does not say."""
    try:
        return str(_reader(content).trailer["/Info"]["/Title"])
    except Exception:  # as above: it is only asked to find better words
        return ""


def _reader(content: bytes) -> PdfFileReader:
    reader = PdfFileReader(BytesIO(content))
    if reader.encrypted:
        raise NotReadable
    return reader


def _signature(embedded: EmbeddedPdfSignature) -> Signature:
    certificate = embedded.signer_cert
    roots = trusted_roots()
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    status: PdfSignatureStatus = validate_pdf_signature(embedded, context, key_usage_settings=_USAGE)
    changed = embedded.diff_result
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE or (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and isinstance(changed, DiffResult)
        and changed.modification_level <= ModificationLevel.LTA_UPDATES
    )
    return Signature(
        signer=_name(certificate),
        fingerprint=certificate.sha256.hex(),
        holds=bool(status.intact and status.valid),
        whole=whole,
        self_signed=certificate.self_issued,
        trusted=bool(status.trusted) if roots else None,
    )


def _name(certificate: x509.Certificate) -> str:
    name: Any = certificate.subject.native.get("common_name") or certificate.subject.human_friendly
    return str(name)[:120]


def _is_small(embedded: EmbeddedPdfSignature) -> bool:
    field = embedded.sig_field
    if "/Rect" not in field or "/P" not in field:
        return "/Kids" not in field
    left, bottom, right, top = (float(side) for side in field["/Rect"])
    page = field["/P"]
    while "/MediaBox" not in page:
        page = page["/Parent"]
    x0, y0, x1, y1 = (float(side) for side in page["/MediaBox"])
    return abs((right - left) * (top - bottom)) <= abs((x1 - x0) * (y1 - y0)) * _LARGEST_PICTURE


def provider_folder() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "provider"


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """Of the authorities that issue certificates to our signatories. Raises ValueError for a file that holds none."""
    files = tuple(
        (path, path.stat().st_mtime_ns)
        for path in sorted(provider_folder().glob("*"))
        if path.suffix.lower() in (".pem", ".crt", ".cer", ".der")
    )
    return _roots(files)


@lru_cache(maxsize=2)
def _roots(files: tuple[tuple[Path, int], ...]) -> tuple[x509.Certificate, ...]:
    return tuple(certificate for path, _changed in files for certificate in _certificates(path.read_bytes()))


def _certificates(content: bytes) -> Iterator[x509.Certificate]:
    if pem.detect(content):
        for _kind, _headers, der in pem.unarmor(content, multiple=True):
            yield x509.Certificate.load(der, strict=True)
    else:
        yield x509.Certificate.load(content, strict=True)
