"""Who was at which session: by the code at the door, from the printed list, by search. Twice is once."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from certificates.models import Certificate
from classes.codes import ALPHABET
from classes.domain.signup import HOLDS_PLACE
from classes.event_rules import door_step, is_door_open
from classes.models import Attendance, EventSession, Registration, TrainingEvent
from core import audit

_LETTERS = 8  # 24 ** 8: a hundred thousand million, for one minute
HELD = (TrainingEvent.State.OPEN, TrainingEvent.State.OVER)


class NoPlace(Exception):
    """Has no place at this event."""


class NotHeld(Exception):
    """The event is a draft, or cancelled."""


class IsCertified(Exception):
    """The person has the certificate for it: attendance is added, never taken away."""


def door_code(session: EventSession, *, at: datetime) -> str:
    """What the screen at the door shows in these 30 seconds."""
    return _code(session, door_step(at))


def is_door_code(session: EventSession, code: str, *, at: datetime) -> bool:
    """That of now or of the 30 seconds before: somebody may have scanned just before it changed."""
    step = door_step(at)
    return any(hmac.compare_digest(_code(session, one).encode(), code.encode()) for one in (step, step - 1))


def _code(session: EventSession, step: int) -> str:
    digest = salted_hmac("classes.door", f"{session.public_id} {step}", algorithm="sha256").digest()
    number = int.from_bytes(digest[:16])
    letters = []
    for _place in range(_LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def is_door_open_now(session: EventSession, *, at: datetime) -> bool:
    held = session.event.state in HELD
    return held and is_door_open(starts_at=session.starts_at, ends_at=session.ends_at, now=at)


@transaction.atomic
def record_attendance(*, session: EventSession, people: Collection[User], how: str, by: User, at: datetime) -> int:
    """Returns how many are new. Raises NotHeld, and NoPlace where one of them has none."""
    event = TrainingEvent.objects.select_for_update(of=("self",)).get(pk=session.event_id)
    if event.state not in HELD:
        raise NotHeld
    wanted = {person.pk: person for person in people}
    placed = Registration.objects.filter(event=event, person__in=wanted, state__in=HOLDS_PLACE).count()
    if placed < len(wanted):
        raise NoPlace
    there = set(session.attendances.filter(person__in=wanted).values_list("person", flat=True))
    new = [Attendance(session=session, person=wanted[pk], at=at, by=by, how=how) for pk in wanted if pk not in there]
    Attendance.objects.bulk_create(new, batch_size=500)
    if new and by.pk not in wanted:
        _log(by, "classes.attendance_added", session, at, people=str(len(new)), how=how)
    return len(new)


@transaction.atomic
def undo_attendance(*, session: EventSession, people: Collection[User], by: User, at: datetime) -> int:
    """A tick that was wrong. Returns how many. Raises IsCertified, and then none is taken away."""
    TrainingEvent.objects.select_for_update(of=("self",)).get(pk=session.event_id)
    rows = session.attendances.filter(person__in=people)
    if certified_among(session.event, [person.pk for person in people]):
        raise IsCertified
    count, _rows = rows.delete()
    if count:
        _log(by, "classes.attendance_undone", session, at, people=str(count))
    return count


def certified_among(event: TrainingEvent, people: Collection[int]) -> set[int]:
    """Who of them holds this event's certificate as a participant."""
    given = Certificate.objects.filter(
        source_kind="event", source_key=event.public_id, state=Certificate.State.LIVE, holder__in=people
    )
    return {pk for pk in given.values_list("holder", flat=True) if pk is not None}


def _log(by: User, action: str, session: EventSession, at: datetime, **detail: str) -> None:
    detail["session"] = str(session.public_id)
    audit.log(actor=str(by.public_id), action=action, subject=str(session.event.public_id), detail=detail, at=at)
