"""Two trainings of the invented agency: one of last week, one whose first day is today."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from classes.domain.attendance import record_attendance
from classes.domain.events import Slot, add_speaker, open_event, set_state
from classes.domain.signup import sign_up
from classes.domain.survey import STATEMENTS, answer_survey
from classes.models import ClassGroup, Registration, Speaker, TrainingEvent
from lms.demo.classes import managed_person

LAST_WEEK, TODAY = "Bimtek Arsip Digital", "Bimtek Layanan Digital Kelurahan"
OPERATORS = ("Agung", "Bambang", "Dewi", "Indah", "Joko", "Lestari")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def make_trainings(*, organiser: User, siti: User, nur: User, at: datetime) -> None:
    """Of last week everything but the certificates; today's has three places, and Nur waits for one."""
    organisation = organiser.role_grants.get().organisation
    assert organisation is not None
    before = ClassGroup.objects.filter(organisation=organisation, kind=ClassGroup.Kind.EVENT)
    speakers = Speaker.objects.filter(event__group__in=before)
    Certificate.objects.filter(source_key__in=list(speakers.values_list("public_id", flat=True))).delete()
    before.delete()
    people = [managed_person(f"{name} Sukamaju", f"{name.lower()}.opd", organisation, at) for name in OPERATORS]
    for person in people:
        person.name_confirmed_at = at
        person.save(update_fields=["name_confirmed_at"])
    local = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    held = _make(LAST_WEEK, organiser, local.replace(hour=9) - 8 * _DAY, quota=30, made_at=at - 20 * _DAY)
    came = [*people, siti]
    _sign_up(held, came, at=at - 15 * _DAY)
    for session, there in zip(held.sessions.all(), (came, came[:-2]), strict=True):
        record_attendance(session=session, people=there, how="list", by=organiser, at=session.ends_at)
    for index, person in enumerate(people):
        scores = {name: 5 - (index + place) % 3 // 2 for place, name in enumerate(STATEMENTS)}
        text = "Ruangnya agak panas." if index == 0 else ""
        answer_survey(event=held, person=person, scores=scores, text=text, at=at - _DAY, key=uuid.uuid4())
    set_state(event=held, state=TrainingEvent.State.OVER, by=organiser, at=at - _DAY)

    now_held = _make(TODAY, organiser, local - _HOUR, quota=3, made_at=at - 10 * _DAY)
    _sign_up(now_held, [*people[:2], siti, nur], at=at - 5 * _DAY)
    record_attendance(session=now_held.sessions.all()[0], people=people[:1], how="qr", by=people[0], at=at)


def _make(title: str, organiser: User, starts_at: datetime, *, quota: int, made_at: datetime) -> TrainingEvent:
    """Two days of three hours each, or until midnight. ``starts_at``: in the zone of the site."""
    organisation = organiser.role_grants.get().organisation
    assert organisation is not None
    ends_at = min(starts_at + 3 * _HOUR, starts_at.replace(hour=23, minute=59))
    slots = [
        Slot(None, name, "", starts_at + day * _DAY, ends_at + day * _DAY)
        for day, name in enumerate(("Hari pertama", "Hari kedua"))
    ]
    values = {
        "title": title,
        "description": "Untuk operator dan warga yang membantu layanan di kelurahan.",
        "place": "Aula Balai Kota Sukamaju",
        "quota": quota,
        "min_attendance": 100,
    }
    made = open_event(organisation=organisation, values=values, slots=slots, by=organiser, at=made_at)
    set_state(event=made, state=TrainingEvent.State.OPEN, by=organiser, at=made_at)
    speaker = "Dr. Laras Sukamaju, M.Kom."
    add_speaker(event=made, name=speaker, part=Speaker.Part.SPEAKER, person=None, by=organiser, at=made_at)
    return made


def _sign_up(event: TrainingEvent, people: Sequence[User], *, at: datetime) -> None:
    for index, person in enumerate(people):
        sex = (Registration.Sex.FEMALE, Registration.Sex.MALE)[index % 2]
        bands = (Registration.AgeBand.TO_30, Registration.AgeBand.TO_45)
        sign_up(event=event, person=person, by=person, at=at, key=uuid.uuid4(), sex=sex, age_band=bands[index // 2 % 2])
