"""Invented training events. Each function makes exactly what its name says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Organisation, User
from classes.domain.attendance import record_attendance
from classes.domain.events import Slot, open_event, set_state
from classes.domain.signup import sign_up
from classes.models import EventSession, Registration, TrainingEvent
from tests.classes.making import NOON, coordinator, school
from tests.factories.people import learner

DAY = timedelta(days=1)
START = NOON + 7 * DAY  # of the first session
AFTER = START + 3 * DAY


def slots(count: int = 2, start: datetime = START) -> list[Slot]:
    """A morning of three hours on each of so many days."""
    return [
        Slot(None, f"Hari {day + 1}", "", start + day * DAY, start + day * DAY + timedelta(hours=3))
        for day in range(count)
    ]


def event(
    by: User | None = None, of: Organisation | None = None, *, sessions: int = 2, state: str = "open", **fields: Any
) -> TrainingEvent:
    """Opened by a coordinator, for two days, with places for all."""
    of = of or school()
    by = by or coordinator(of)
    values = {"title": f"Bimtek {uuid4().hex[:8]}", "place": "Balai Kota"} | fields
    made = open_event(organisation=of, values=values, slots=slots(sessions), by=by, at=NOON)
    if state != "draft":
        set_state(event=made, state=state, by=by, at=NOON)
    return made


def organiser_of(made: TrainingEvent) -> User:
    by = made.group.created_by
    assert by is not None
    return by


def come(made: TrainingEvent, person: User | None = None, *, at: datetime = NOON, **said: str) -> Registration:
    """Signs up."""
    person = person or learner()
    return sign_up(event=made, person=person, by=person, at=at, key=uuid4(), **said)


def attend(session: EventSession, *people: User, by: User | None = None, how: str = "list") -> int:
    return record_attendance(
        session=session, people=people, how=how, by=by or organiser_of(session.event), at=session.starts_at
    )


def attend_all(made: TrainingEvent, *people: User) -> None:
    for session in made.sessions.all():
        attend(session, *people)


def state_of(made: TrainingEvent, person: User) -> str:
    return made.registrations.get(person=person).state
