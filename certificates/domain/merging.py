"""Certificates of two accounts of one person: none is lost, one stands for each achievement (DESIGN §4.13)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import Merging, Parting, move_rows
from certificates.domain.documents import remove_documents
from certificates.models import BatchItem, Certificate, NameRequest
from core import audit

EMPTY = {"name": "", "percent": None, "grade": "", "modules": [], "parts": [], "entries": []}  # what erasing empties


def join_certificates(merging: Merging) -> None:
    """Of two valid ones for one achievement the earlier stays valid; the other is merged, and points to it."""
    for stays, goes in pairs(merging.source, merging.target):
        goes.state, goes.state_since, goes.replaced_by = Certificate.State.MERGED, merging.at, stays
        goes.save(update_fields=["state", "state_since", "replaced_by"])
        remove_documents(goes, but_signed=True)
        _log(goes, "certificates.merged", {"into": str(stays.public_id)}, merging)
    for model in (Certificate, BatchItem):
        move_rows(model, merging)
    _join_name_requests(merging)


def pairs(source: User, target: User) -> list[tuple[Certificate, Certificate]]:
    """(the earlier, the later) where both hold a valid one for the same achievement."""
    live = Certificate.objects.select_for_update(of=("self",)).filter(state=Certificate.State.LIVE)
    mine = {(one.source_kind, one.source_key): one for one in live.filter(holder=target)}
    found = []
    for theirs in live.filter(holder=source).order_by("issued_at", "pk"):
        own = mine.get((theirs.source_kind, theirs.source_key))
        if own is not None:
            first, second = sorted((own, theirs), key=lambda one: (one.issued_at, one.pk))
            found.append((first, second))
    return found


def _join_name_requests(merging: Merging) -> None:
    """One may be open: what is asked for the account that stays. The other one's comes back if this is undone."""
    waiting = NameRequest.objects.filter(state=NameRequest.State.OPEN)
    if waiting.filter(person=merging.target).exists():
        waiting.filter(person=merging.source).delete()
    move_rows(NameRequest, merging)


def part_certificates(parting: Parting) -> None:
    """Editions made since go back with their number; what only the two together had earned is no longer valid."""
    theirs = Certificate.objects.filter(pk__in=parting.theirs.get(Certificate, ()))
    numbers = theirs.values_list("number", flat=True)
    since = Certificate.objects.filter(holder=parting.target, number__in=list(numbers)).exclude(pk__in=theirs)
    since.update(holder=parting.source)
    both = Certificate.objects.filter(holder__in=(parting.source, parting.target), state=Certificate.State.MERGED)
    for certificate in both:
        _log(certificate, "certificates.merge_undone", {}, parting)
    for certificate in Certificate.objects.filter(pk__in=parting.made.get(Certificate, ()), holder=parting.target):
        _take_back(certificate, parting)


def _take_back(certificate: Certificate, parting: Parting) -> None:
    """Its number was given and stays given (ADR 0016): who checks it reads that it was revoked. It holds no name."""
    remove_documents(certificate)
    certificate.state, certificate.state_since = Certificate.State.REVOKED, parting.at
    certificate.facts = certificate.facts | EMPTY
    certificate.holder, certificate.erased, certificate.share_token = None, True, None
    certificate.statement, certificate.signing_key = "", None
    certificate.save()
    _log(certificate, "certificates.revoked", {"reason": "accounts_parted"}, parting)


def _log(certificate: Certificate, action: str, detail: dict[str, str], during: Merging | Parting) -> None:
    audit.log(
        actor=str(during.by.public_id),
        action=action,
        subject=str(certificate.public_id),
        detail=detail,
        at=during.at,
    )


def glance_at_certificates(person: User) -> dict[str, list[str]]:
    held = Certificate.objects.filter(holder=person).exclude(state=Certificate.State.REPLACED)
    return {_("Certificates"): [f"{one.number} · {one.stated.title} · {one.get_state_display()}" for one in held]}


def foretell_certificates(source: User, target: User) -> list[str]:
    return [
        _("Certificate %(later)s will say that it was merged into %(earlier)s, which stays valid.")
        % {"later": goes.number, "earlier": stays.number}
        for stays, goes in pairs(source, target)
    ]
