"""The signed statement of a certificate, made when it is issued and kept with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from certificates import keys
from certificates.domain.documents import remove_documents
from certificates.facts import Facts
from certificates.models import Certificate, SigningKey
from certificates.statement import Statement, sign_statement
from certificates.tasks import render_certificate
from core import audit


def sign(certificate: Certificate, facts: Facts) -> tuple[SigningKey | None, str]:
    """(None, "") as long as the key is lost: it can be checked through the network all the same."""
    signer = keys.signer()
    if signer is None:
        return None, ""
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


def sign_again(*, at: datetime) -> int:
    """Give a signature to what has none – issued before there were keys, or while one was lost – and a new one to
    what a stolen key has signed. The paper in people's hands stays as it is; the next download bears the new one.

    Returns how many were signed. Each stands for itself, so an interrupted run is simply begun again.
    """
    waiting = Certificate.objects.filter(state=Certificate.State.LIVE, erased=False).filter(
        Q(statement="") | Q(signing_key__stolen_at__isnull=False)
    )
    count = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            certificate = waiting.select_for_update(of=("self",)).filter(pk=pk).first()
            if certificate is None:
                continue
            certificate.signing_key, certificate.statement = sign(certificate, certificate.stated)
            if not certificate.statement:
                return count
            certificate.save(update_fields=["signing_key", "statement"])
            remove_documents(certificate, but_signed=True)
            render_certificate.enqueue(str(certificate.public_id))
            count += 1
    if count:
        audit.log(
            actor="system", action="certificates.signed_anew", subject="certificates", detail={"count": count}, at=at
        )
    return count
