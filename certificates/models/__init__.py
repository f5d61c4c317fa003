from certificates.models.batches import Batch, BatchItem
from certificates.models.certificates import Certificate, Document, NameRequest
from certificates.models.issuer import Issuer, NumberSequence, check_template
from certificates.models.keys import SigningKey
from certificates.models.signing import SignedReturn
from certificates.models.templates import (
    CertificateTemplate,
    TemplateLogo,
    TemplateSignatory,
    TemplateUse,
    TemplateVersion,
)

__all__ = [
    "Batch",
    "BatchItem",
    "Certificate",
    "CertificateTemplate",
    "Document",
    "Issuer",
    "NameRequest",
    "NumberSequence",
    "SignedReturn",
    "SigningKey",
    "TemplateLogo",
    "TemplateSignatory",
    "TemplateUse",
    "TemplateVersion",
    "check_template",
]
