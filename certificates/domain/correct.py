"""A corrected name on certificates that were issued already."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from accounts.domain.notices import notify
from accounts.models import User
from certificates.domain.documents import remove_documents
from certificates.models import Certificate
from certificates.tasks import render_certificate
from core import audit
from core.models import MunicipalitySettings


@transaction.atomic
def correct_name(holder: User, by: User, at: datetime) -> list[Certificate]:
    """Let the holder's certificates bear the name they have confirmed now; those that do already stay as they are.

    It is the same certificate: number, code, QR and all other facts stay. The day of the correction is stated, so
    that whoever holds an earlier paper against the verification page knows why the names differ (ADR 0015).
    """
    name = holder.full_name_with_titles
    day = at.astimezone(ZoneInfo(MunicipalitySettings.load().time_zone)).date()
    corrected = []
    for certificate in Certificate.objects.select_for_update().filter(holder=holder, state=Certificate.State.LIVE):
        if certificate.facts["name"] == name:
            continue
        certificate.facts = certificate.facts | {"name": name, "name_corrected_on": day.isoformat()}
        certificate.save(update_fields=["facts"])
        remove_documents(certificate)  # they bear the earlier name
        render_certificate.enqueue(str(certificate.public_id))
        audit.log(
            actor=str(by.public_id),
            action="certificates.name_corrected",
            subject=str(certificate.public_id),
            detail={"reason": "holder_confirmed_name" if by == holder else "corrected_by_staff"},
            at=at,
        )
        notify(
            person=holder,
            kind="name_corrected",
            at=at,
            url=reverse("certificate", args=[certificate.public_id]),
            course=certificate.stated.title,
        )
        corrected.append(certificate)
    return corrected
