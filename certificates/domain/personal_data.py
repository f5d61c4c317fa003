"""Certificates in the registry of what belongs to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from certificates.domain.batches import forget_results_with
from certificates.domain.correct import correct_name
from certificates.domain.documents import remove_documents
from certificates.models import Certificate
from core.words import plain_date


def _claim(guest: User, account: User) -> None:
    """A guest never holds a certificate: it waits for a name (progress issues it when it is claimed)."""
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
                _("State"): str(certificate.get_state_display()),
            }
            for certificate in Certificate.objects.filter(holder=person)
        ]
    }


def _erase(person: User) -> None:
    """Name and holder go; number, course, date and state stay: the paper can still be checked (DESIGN §4.11)."""
    forget_results_with(Certificate.objects.filter(holder=person))
    for certificate in Certificate.objects.select_for_update().filter(holder=person):
        remove_documents(certificate)
        certificate.facts = certificate.facts | {"name": "", "percent": None, "grade": "", "modules": [], "parts": []}
        certificate.holder, certificate.erased = None, True
        certificate.save(update_fields=["facts", "holder", "erased"])


def register_own_data() -> None:
    register(
        PersonalData(
            app="certificates",
            label="Certificates",
            models=(Certificate,),
            claim=_claim,
            export=_export,
            erase=_erase,
            name_changed=correct_name,
        )
    )
