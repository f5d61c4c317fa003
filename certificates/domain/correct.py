"""A corrected name on certificates that were issued already: each gets a new edition (ADR 0034)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.domain.notices import notify
from accounts.models import User
from certificates.domain.documents import remove_documents
from certificates.domain.issue import new_edition
from certificates.models import Certificate
from core import audit


@transaction.atomic
def correct_name(holder: User, by: User, at: datetime) -> list[Certificate]:
    """Let the holder's certificates bear the name that is confirmed now; those that do already stay as they are.

    The number and all other facts stay. The earlier edition's QR and code say from now on that it was replaced.
    """
    name = holder.full_name_with_titles
    corrected = []
    for earlier in Certificate.objects.select_for_update().filter(holder=holder, state=Certificate.State.LIVE):
        if earlier.facts["name"] == name:
            continue
        certificate = new_edition(earlier, replace(earlier.stated, name=name), at=at)
        remove_documents(earlier)
        audit.log(
            actor=str(by.public_id),
            action="certificates.name_corrected",
            subject=str(certificate.public_id),
            detail={
                "reason": "holder_confirmed_name" if by == holder else "corrected_by_staff",
                "replaces": str(earlier.public_id),
            },
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
