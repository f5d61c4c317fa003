"""Opening, changing, cancelling and closing training events; who speaks there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.domain.notices import Told, notify_all
from accounts.models import Organisation, User
from classes.domain.groups import open_group, save_group
from classes.domain.signup import HOLDS_PLACE, fill_places
from classes.models import Attendance, ClassGroup, EventSession, Registration, Speaker, TrainingEvent
from core import audit

State = TrainingEvent.State
_NAME = 60  # letters of a class's name


@dataclass(frozen=True)
class Slot:
    """A session as the form gives it. ``key``: of one that is there, else None."""

    key: Any
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime


class SessionWasHeld(Exception):
    """People were counted there already: it is not taken away."""


@transaction.atomic
def open_event(
    *, organisation: Organisation, values: dict[str, Any], slots: Sequence[Slot], by: User, at: datetime
) -> TrainingEvent:
    """As a draft that nobody else sees. Raises NameTaken where the organisation has an open event of this title."""
    group = open_group(
        organisation=organisation, name=values["title"][:_NAME], kind=ClassGroup.Kind.EVENT, by=by, at=at
    )
    ClassGroup.objects.filter(pk=group.pk).update(code_open=False)  # people sign up; the code is not their door
    event = TrainingEvent.objects.create(group=group, **values)
    _keep_sessions(event, slots)
    _log(by, "classes.event_opened", event, at)
    return event


@transaction.atomic
def change_event(
    *, event: TrainingEvent, values: dict[str, Any], slots: Sequence[Slot], by: User, at: datetime
) -> None:
    """More places bring in who waits; fewer take nobody's place away. Raises NameTaken, SessionWasHeld."""
    TrainingEvent.objects.select_for_update().get(pk=event.pk)
    for name, value in values.items():
        setattr(event, name, value)
    event.group.name = event.title[:_NAME]
    save_group(event.group)
    event.save(update_fields=list(values))
    _keep_sessions(event, slots)
    fill_places(event, by=by, at=at)
    _log(by, "classes.event_changed", event, at)


def _keep_sessions(event: TrainingEvent, slots: Sequence[Slot]) -> None:
    there = {session.public_id: session for session in event.sessions.all()}
    for slot in slots:
        session = there.pop(slot.key, None) or EventSession(event=event)
        session.title, session.place = slot.title, slot.place
        session.starts_at, session.ends_at = slot.starts_at, slot.ends_at
        session.save()
    gone = [session.pk for session in there.values()]
    if Attendance.objects.filter(session__in=gone).exists():
        raise SessionWasHeld
    EventSession.objects.filter(pk__in=gone).delete()


@transaction.atomic
def set_state(*, event: TrainingEvent, state: str, by: User, at: datetime) -> None:
    """Cancelling tells everybody who has or wants a place. Twice is once."""
    locked = TrainingEvent.objects.select_for_update().get(pk=event.pk)
    if locked.state == state:
        return
    TrainingEvent.objects.filter(pk=event.pk).update(state=state)
    event.state = state
    if state == State.CANCELLED:
        _tell_cancelled(event, at)
    if state == State.OPEN:
        fill_places(event, by=by, at=at)
    _log(by, "classes.event_state", event, at, state=str(state))


def _tell_cancelled(event: TrainingEvent, at: datetime) -> None:
    wanted = event.registrations.filter(state__in=[*HOLDS_PLACE, Registration.State.WAITING])
    url = reverse("event", args=[event.public_id])
    people = wanted.values_list("person", flat=True)
    notify_all((Told(pk, "event_cancelled", url, {"event": event.title}) for pk in people), at=at)


@transaction.atomic
def add_speaker(*, event: TrainingEvent, name: str, part: str, person: User | None, by: User, at: datetime) -> Speaker:
    """Twice is once."""
    row, created = Speaker.objects.get_or_create(
        event=event, name=" ".join(name.split()), part=part, defaults={"person": person}
    )
    if created:
        _log(by, "classes.speaker_added", event, at, speaker=str(row.public_id))
    return row


@transaction.atomic
def remove_speaker(*, speaker: Speaker, by: User, at: datetime) -> None:
    """A certificate that was issued stays valid; an administrator revokes it."""
    _log(by, "classes.speaker_removed", speaker.event, at, speaker=str(speaker.public_id))
    speaker.delete()


def _log(by: User, action: str, event: TrainingEvent, at: datetime, **detail: str) -> None:
    audit.log(actor=str(by.public_id), action=action, subject=str(event.public_id), detail=detail, at=at)
