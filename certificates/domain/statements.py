"""The signed statement of a certificate, made when it is issued and kept with it."""

from __future__ import annotations

from certificates import keys
from certificates.models import Certificate, SigningKey
from certificates.statement import Statement, sign_statement


def sign(certificate: Certificate) -> tuple[SigningKey | None, str]:
    """(None, "") as long as the key is lost: it can be checked through the network all the same."""
    signer = keys.signer()
    if signer is None:
        return None, ""
    facts = certificate.stated
    hidden = facts.minor or (certificate.holder is not None and certificate.holder.is_minor)
    statement = Statement(
        kid=signer.kid,
        number=certificate.number,
        edition=certificate.edition,
        name=None if hidden else facts.name,
        title=facts.title,
        jp=facts.jp,
        issued_on=facts.issued_on,
        issuer=facts.office or facts.municipality,
        status_index=certificate.status_index,
    )
    return signer.key, sign_statement(statement, signer.sign)
