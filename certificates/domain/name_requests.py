"""“Nama salah?”: who holds a certificate asks for another name on it, and a trainer decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.domain.names import confirm_name
from accounts.domain.notices import notify
from accounts.domain.people import people_in_reach
from accounts.models import User
from certificates.models import Certificate, NameRequest
from core import audit


class NothingDifferent(Exception):
    """That is the name the certificates bear already."""


class DecidedAlready(Exception):
    """Somebody else was quicker, or the person has taken the request back."""


def holds_certificate(person: User) -> bool:
    """From then on a name is changed on request only: what was printed is not for its holder alone to alter."""
    return Certificate.objects.filter(holder=person, state=Certificate.State.LIVE).exists()


def open_request(person: User) -> NameRequest | None:
    return NameRequest.objects.filter(person=person, state=NameRequest.State.OPEN).first()


def last_refused(person: User) -> NameRequest | None:
    """The newest decision, when it was a refusal: its reason is shown to the person."""
    newest = NameRequest.objects.filter(person=person).order_by("-asked_at", "-pk").first()
    return newest if newest and newest.state == NameRequest.State.REFUSED else None


@transaction.atomic
def ask(*, person: User, name: str, title_before: str, title_after: str, at: datetime) -> NameRequest:
    """One open request per person: asking again changes it. Raises NothingDifferent."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if (name, title_before, title_after) == (person.name, person.title_before, person.title_after):
        raise NothingDifferent
    fields = {"name": name, "title_before": title_before, "title_after": title_after, "asked_at": at}
    request, _made = NameRequest.objects.update_or_create(person=person, state=NameRequest.State.OPEN, defaults=fields)
    return request


def take_back(*, person: User) -> None:
    NameRequest.objects.filter(person=person, state=NameRequest.State.OPEN).delete()


def waiting_for(by: User) -> QuerySet[NameRequest]:
    """Open requests of people in one's reach, the longest waiting first."""
    return NameRequest.objects.filter(state=NameRequest.State.OPEN, person__in=people_in_reach(by)).select_related(
        "person"
    )


@transaction.atomic
def accept(*, request: NameRequest, by: User, at: datetime) -> None:
    """The person's name becomes what was asked for, and each certificate gets a new edition. Raises DecidedAlready."""
    locked = _open(request)
    person = locked.person
    _decide(locked, NameRequest.State.ACCEPTED, "", by, at)
    confirm_name(
        person=person,
        name=locked.name,
        title_before=locked.title_before,
        title_after=locked.title_after,
        at=at,
        by=by,
    )


@transaction.atomic
def refuse(*, request: NameRequest, reason: NameRequest.Refusal, by: User, at: datetime) -> None:
    """Nothing changes, and the person is told why. Raises DecidedAlready."""
    locked = _open(request)
    _decide(locked, NameRequest.State.REFUSED, reason.value, by, at)
    notify(person=locked.person, kind="name_refused", at=at, url=reverse("ask_for_name"))


def _open(request: NameRequest) -> NameRequest:
    locked = (
        NameRequest.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=request.pk, state=NameRequest.State.OPEN)
        .first()
    )
    if locked is None:
        raise DecidedAlready
    return locked


def _decide(request: NameRequest, state: NameRequest.State, refusal: str, by: User, at: datetime) -> None:
    request.state, request.refusal, request.decided_at, request.decided_by = state, refusal, at, by
    request.save(update_fields=["state", "refusal", "decided_at", "decided_by"])
    audit.log(
        actor=str(by.public_id),
        action=f"certificates.name_{state.value}",
        subject=str(request.person.public_id),
        detail={"request": str(request.public_id), "reason": refusal or "asked_by_holder"},
        at=at,
    )
