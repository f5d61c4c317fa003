"""Certificates in the registry of what belongs to a person."""

from __future__ import annotations

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from certificates.domain.batches import forget_results_with
from certificates.domain.correct import correct_name
from certificates.domain.documents import remove_documents
from certificates.domain.merging import (
    EMPTY,
    foretell_certificates,
    glance_at_certificates,
    join_certificates,
    part_certificates,
)
from certificates.domain.name_requests import holds_certificate
from certificates.models import Batch, BatchItem, Certificate, NameRequest
from certificates.signing.handoff import forget
from core.words import plain_date


def _claim(guest: User, account: User) -> None:
    """A guest never holds a certificate: it waits for a name (progress issues it when it is claimed).

    Those of a merged account are with the other one by now (join_certificates).
    """
    if Certificate.objects.filter(holder=guest).exists():
        raise AssertionError("a guest holds a certificate")


def _export(person: User) -> dict[str, Rows]:
    return {
        _("Certificates"): [
            {
                _("Number"): certificate.number,
                _("Course"): certificate.stated.title,
                _("Name on it"): certificate.stated.name,
                _("JP"): certificate.stated.jp,
                _("Mark"): "" if certificate.stated.percent is None else certificate.stated.percent,
                _("Issued on"): plain_date(certificate.stated.issued_on),
                _("Edition"): certificate.edition,
                _("State"): str(certificate.get_state_display()),
            }
            for certificate in Certificate.objects.filter(holder=person).order_by("issued_at", "edition")
        ],
        _("Names asked for"): [
            {
                _("Name"): request.full_name,
                _("Asked on"): plain_date(localtime(request.asked_at).date()),
                _("State"): str(request.get_state_display()),
            }
            for request in NameRequest.objects.filter(person=person)
        ],
    }


def _erase(person: User) -> None:
    """Name and holder go; number, course, date and state stay: the paper can still be checked (DESIGN §4.11)."""
    forget_results_with(Certificate.objects.filter(holder=person))
    for certificate in Certificate.objects.select_for_update().filter(holder=person):
        remove_documents(certificate)
        forget(certificate)
        certificate.facts = certificate.facts | EMPTY
        certificate.holder, certificate.erased, certificate.share_token = None, True, None
        certificate.statement, certificate.signing_key = "", None  # the name stands in it
        certificate.save(update_fields=["facts", "holder", "erased", "share_token", "statement", "signing_key"])
    NameRequest.objects.filter(person=person).delete()
    BatchItem.objects.filter(person=person).update(person=None)
    Batch.objects.filter(made_by=person).update(made_by=None)


def register_own_data() -> None:
    register(
        PersonalData(
            app="certificates",
            label="Certificates",
            models=(Certificate, NameRequest, Batch, BatchItem),
            claim=_claim,
            export=_export,
            erase=_erase,
            name_changed=correct_name,
            name_fixed=holds_certificate,
            join=join_certificates,
            part=part_certificates,
            glance=glance_at_certificates,
            foretell=foretell_certificates,
        )
    )
