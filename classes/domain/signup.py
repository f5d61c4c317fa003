"""Signing up for a training event: places are given in order, and never more than there are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.domain.notices import Told, notify_all
from accounts.models import User
from classes.domain.groups import add_members, remove_member
from classes.event_rules import SignUp, has_room, sign_up_state
from classes.models import Attendance, Member, Registration, TrainingEvent
from core import audit, requestkeys

State = Registration.State
HOLDS_PLACE = (State.REGISTERED, State.WALKED_IN)


class NotOpen(Exception):
    """Nobody signs up by themselves now; ``why`` says it."""

    def __init__(self, why: SignUp) -> None:
        super().__init__(why)
        self.why = why


class NoRoom(Exception):
    """All places are taken."""


class WasThere(Exception):
    """Whoever was at a session keeps their place."""


@transaction.atomic
def sign_up(
    *, event: TrainingEvent, person: User, by: User, at: datetime, key: UUID, sex: str = "", age_band: str = ""
) -> Registration:
    """A place, or the end of the waiting list. Twice is once. Raises NotOpen."""
    fresh = requestkeys.claim(
        person=by.public_id, key=key, act=requestkeys.act_on("event sign-up", event.public_id), at=at
    )
    event = _locked(event)
    row = event.registrations.filter(person=person).first()
    if row is not None and (row.state != State.CANCELLED or not fresh):
        return row
    why = sign_up_now(event, at=at)
    if why is not SignUp.OPEN:
        raise NotOpen(why)
    state = State.REGISTERED if _has_room(event) else State.WAITING
    return _keep(event, person, state, by=by, at=at, sex=sex, age_band=age_band)


@transaction.atomic
def walk_in(*, event: TrainingEvent, person: User, by: User, at: datetime) -> Registration:
    """Somebody is at the door: a place, if there is one, also when sign-up is closed. Raises NotOpen, NoRoom."""
    event = _locked(event)
    row = event.registrations.filter(person=person).first()
    if row is not None and row.state in HOLDS_PLACE:
        return row
    if event.state not in (TrainingEvent.State.OPEN, TrainingEvent.State.OVER):
        raise NotOpen(SignUp.CANCELLED if event.state == TrainingEvent.State.CANCELLED else SignUp.CLOSED)
    if not _has_room(event):
        raise NoRoom
    return _keep(event, person, State.WALKED_IN, by=by, at=at)


@transaction.atomic
def cancel_place(*, event: TrainingEvent, person: User, by: User, at: datetime) -> None:
    """The first who waits gets the place and is told. Twice is once. Raises WasThere."""
    event = _locked(event)
    row = event.registrations.filter(person=person).exclude(state=State.CANCELLED).first()
    if row is None:
        return
    if Attendance.objects.filter(session__event=event, person=person).exists():
        raise WasThere
    row.state, row.sex, row.age_band = State.CANCELLED, "", ""
    row.save(update_fields=["state", "sex", "age_band"])
    member = Member.objects.filter(group=event.group, person=person, left_at=None).first()
    if member is not None:
        remove_member(member=member, by=by, at=at)
    _log(by, "classes.place_cancelled", event, person, at)
    fill_places(event, by=by, at=at)


@transaction.atomic
def fill_places(event: TrainingEvent, *, by: User | None, at: datetime) -> int:
    """Those who wait, in their order, while there is room and the event lies ahead. Returns how many."""
    event = _locked(event)
    if event.state != TrainingEvent.State.OPEN or _is_past(event, at):
        return 0
    waiting = event.registrations.filter(state=State.WAITING, person__is_active=True).select_related("person")
    came = []
    for row in waiting.order_by("position"):
        if not _has_room(event):
            break
        Registration.objects.filter(pk=row.pk).update(state=State.REGISTERED)
        came.append(row.person)
    if came:
        add_members(group=event.group, people=[(one, "") for one in came], via=Member.Via.SIGNED_UP, by=by, at=at)
        url = reverse("event", args=[event.public_id])
        notify_all((Told(one.pk, "event_place_free", url, {"event": event.title}) for one in came), at=at)
    return len(came)


def sign_up_now(event: TrainingEvent, *, at: datetime) -> SignUp:
    return sign_up_state(
        state=event.state,
        public=event.public_signup,
        opens_at=event.signup_opens_at,
        closes_at=event.signup_closes_at,
        ends_at=_ends_at(event),
        now=at,
    )


def places_left(event: TrainingEvent) -> int | None:
    """None: there is no limit. Never below 0, also where places were taken away."""
    return None if event.quota is None else max(0, event.quota - _taken(event))


def place_in_queue(row: Registration) -> int:
    """1: the next who gets a place."""
    return Registration.objects.filter(event=row.event_id, state=State.WAITING, position__lte=row.position).count()


def _locked(event: TrainingEvent) -> TrainingEvent:
    """Whoever gives or takes a place holds the event: of two at once the second sees the first."""
    return TrainingEvent.objects.select_for_update(of=("self",)).select_related("group__organisation").get(pk=event.pk)


def _taken(event: TrainingEvent) -> int:
    return event.registrations.filter(state__in=HOLDS_PLACE).count()


def _has_room(event: TrainingEvent) -> bool:
    return has_room(event.quota, _taken(event))


def _ends_at(event: TrainingEvent) -> datetime | None:
    return event.sessions.aggregate(last=Max("ends_at"))["last"]


def _is_past(event: TrainingEvent, at: datetime) -> bool:
    ends_at = _ends_at(event)
    return ends_at is not None and ends_at <= at


def _keep(
    event: TrainingEvent, person: User, state: str, *, by: User, at: datetime, sex: str = "", age_band: str = ""
) -> Registration:
    last = event.registrations.aggregate(last=Max("position"))["last"] or 0
    row, _created = Registration.objects.update_or_create(
        event=event,
        person=person,
        defaults={"state": state, "at": at, "position": last + 1},
    )
    if sex or age_band:
        row.sex, row.age_band = sex, age_band
        row.save(update_fields=["sex", "age_band"])
    if state in HOLDS_PLACE:
        via = Member.Via.WALKED_IN if state == State.WALKED_IN else Member.Via.SIGNED_UP
        add_members(group=event.group, people=[(person, "")], via=via, by=by, at=at)
    return row


def _log(by: User, action: str, event: TrainingEvent, person: User, at: datetime) -> None:
    detail = {"person": str(person.public_id)}
    audit.log(actor=str(by.public_id), action=action, subject=str(event.public_id), detail=detail, at=at)
