"""Taking back a certificate, and taking that back. Its number is never used again (ADR 0016)."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.domain.notices import notify
from accounts.models import User
from certificates.domain.correct import correct_name
from certificates.domain.documents import remove_documents
from certificates.models import Certificate
from certificates.tasks import render_certificate
from core import audit


class Reason(models.TextChoices):
    """Chosen, not written: the audit chain holds no personal data and can never be changed."""

    MISTAKE = "mistake", _("issued by mistake")
    NOT_OWN_WORK = "not_own_work", _("somebody else did the work")
    WRONG_PERSON = "wrong_person", _("the name is that of another person")
    HOLDER_ASKED = "holder_asked", _("the holder asked for it")
    OTHER = "other", _("another reason, kept in the files of the office")


class NotInThisState(Exception):
    """Only a valid certificate can be revoked, and only a revoked one made valid again."""


@transaction.atomic
def revoke(*, certificate: Certificate, reason: Reason, by: User, at: datetime) -> None:
    """From now on everybody who checks it reads that it is no longer valid. Raises NotInThisState."""
    locked = _in_state(certificate, Certificate.State.LIVE)
    _change(locked, Certificate.State.REVOKED, at)
    remove_documents(locked, but_signed=True)
    _log(locked, "certificates.revoked", {"reason": reason.value}, by, at)
    _tell(locked, at)


@transaction.atomic
def reinstate(*, certificate: Certificate, by: User, at: datetime) -> None:
    """It was revoked by mistake: the same certificate is valid again. Raises NotInThisState."""
    locked = _in_state(certificate, Certificate.State.REVOKED)
    _change(locked, Certificate.State.LIVE, None)
    render_certificate.enqueue(str(locked.public_id))
    _log(locked, "certificates.reinstated", {"reason": "revoked_by_mistake"}, by, at)
    _tell(locked, at)
    if locked.holder is not None and locked.holder.name_confirmed_at is not None:
        correct_name(locked.holder, by, at)  # the name may have been corrected meanwhile


def _in_state(certificate: Certificate, state: Certificate.State) -> Certificate:
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("holder").get(pk=certificate.pk)
    if locked.state != state:
        raise NotInThisState(locked.state)
    return locked


def _change(certificate: Certificate, state: Certificate.State, since: datetime | None) -> None:
    certificate.state, certificate.state_since = state, since
    certificate.save(update_fields=["state", "state_since"])


def _log(certificate: Certificate, action: str, detail: dict[str, str], by: User, at: datetime) -> None:
    audit.log(actor=str(by.public_id), action=action, subject=str(certificate.public_id), detail=detail, at=at)


def _tell(certificate: Certificate, at: datetime) -> None:
    if certificate.holder is None:  # they have erased their data
        return
    notify(
        person=certificate.holder,
        kind="certificate_revoked" if certificate.state == Certificate.State.REVOKED else "certificate_reinstated",
        at=at,
        url=reverse("certificate", args=[certificate.public_id]),
        course=certificate.stated.title,
    )
