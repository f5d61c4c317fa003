"""What pyHanko says of a PDF. Whatever a file from outside makes it stumble over comes out as it is raised
(certificates.signing.reading turns all of it into one word)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON, ROOT_EXEMPT_STRICT_COMPARISON
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

from certificates.signing.reading import Signature
from certificates.signing.trust import trusted_roots

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
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()],
        ignored_acroform_keys={*ACROFORM_EXEMPT_STRICT_COMPARISON, "/SigFlags"},
    ),
)


def signatures(content: bytes) -> list[Signature]:
    return [_signature(embedded) for embedded in _reader(content).embedded_regular_signatures]


def only_signed_since(content: bytes, earlier: bytes) -> bool:
    before, after = _reader(earlier), _reader(content)
    revision = before.xrefs.total_revisions - 1
    if after.xrefs.get_startxref_for_revision(revision) != before.last_startxref:
        return False  # another document hangs behind the first one
    found = _SIGNING.review_file(after, revision)
    if not isinstance(found, DiffResult) or found.modification_level > ModificationLevel.FORM_FILLING:
        return False
    return all(_is_small(embedded) for embedded in after.embedded_regular_signatures)


def title(content: bytes) -> str:
    return str(_reader(content).trailer["/Info"]["/Title"])


def _reader(content: bytes) -> PdfFileReader:
    reader = PdfFileReader(BytesIO(content))
    if reader.encrypted:
        raise ValueError("encrypted")
    return reader


def _signature(embedded: EmbeddedPdfSignature) -> Signature:
    certificate = embedded.signer_cert
    roots = [x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in trusted_roots()]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
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
