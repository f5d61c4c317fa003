"""Certificates of a training event: who has earned one, who has it, and issuing (DESIGN §4.13).

A participant's is (person, "event", the event's key); a speaker's is ("speaker", the speaker's own key), with or
without an account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notices import notify
from accounts.models import Notice, User
from certificates.domain.issue import issue, issue_without_holder
from certificates.facts import Achievement, Kind
from certificates.models import BatchItem, Certificate
from classes.domain.attendance import HELD
from classes.domain.signup import HOLDS_PLACE
from classes.event_rules import attended_enough
from classes.models import Attendance, EventSession, Speaker, TrainingEvent
from core.models.settings import municipality_now
from courses.outline import training_hours
from progress.models import Enrolment

_STATES = (Certificate.State.LIVE, Certificate.State.REVOKED)


@dataclass(frozen=True)
class Line:
    """One who may have a certificate. ``reason``: what is in the way ("" when nothing is); left, of: sessions."""

    person: User | None
    speaker: Speaker | None
    name: str
    kind: str
    key: UUID
    attended: int
    certificate: Certificate | None = None
    reason: str = ""
    left: int = 0
    of: int = 0

    @property
    def has(self) -> bool:
        return self.certificate is not None and not self.reason

    @property
    def can_be_issued(self) -> bool:
        return self.certificate is None and not self.reason


def may_issue(event: TrainingEvent, *, at: datetime) -> bool:
    """All sessions are over, and the event was not cancelled."""
    ends = [session.ends_at for session in event.sessions.all()]
    return event.state in HELD and bool(ends) and max(ends) <= at


def event_lines(event: TrainingEvent) -> list[Line]:
    """Participants by name, then who spoke. At most seven queries, however many people."""
    rows = event.registrations.filter(state__in=HOLDS_PLACE, person__is_active=True).select_related("person")
    people = [row.person for row in rows.order_by("person__name", "pk")]
    speakers = list(event.speakers.select_related("person"))
    sessions = event.sessions.count()
    attended = attended_sessions(event)
    given = _given(event, speakers)
    unfinished = _without_courses(event, [person.pk for person in people])
    lines = []
    for person in people:
        count, held = attended.get(person.pk, 0), given.get((event.public_id, person.pk))
        reason = _in_the_way(event, person, held, count, sessions, has_courses=person.pk not in unfinished)
        lines.append(
            Line(
                person, None, person.full_name_with_titles, Kind.PARTICIPANT.value, event.public_id, count, held,
                reason, sessions - count, sessions,
            )
        )  # fmt: skip
    return lines + [_speaker_line(one, given) for one in speakers]


def attended_sessions(event: TrainingEvent, people: Collection[int] | None = None) -> dict[int, int]:
    there = Attendance.objects.filter(session__event=event)
    counted = there if people is None else there.filter(person__in=people)
    return dict(counted.order_by().values_list("person").annotate(count=Count("pk")))


def _given(event: TrainingEvent, speakers: Collection[Speaker]) -> Mapping[tuple[UUID, int | None], Certificate]:
    own = Q(source_kind="event", source_key=event.public_id)
    own |= Q(source_kind="speaker", source_key__in=[one.public_id for one in speakers])
    found = Certificate.objects.filter(own, state__in=_STATES, erased=False).order_by("-state")  # a valid one wins
    return {(one.source_key, one.holder_id): one for one in found}


def _without_courses(event: TrainingEvent, people: Collection[int]) -> set[int]:
    """Who has not completed all linked courses, where the certificate needs them."""
    if not event.needs_courses or not event.courses:
        return set()
    done: dict[int, set[str]] = defaultdict(set)
    completed = Enrolment.objects.filter(learner__in=people, course__in=event.courses, completed_at__isnull=False)
    for person, course in completed.values_list("learner", "course"):
        done[person].add(str(course))
    return {pk for pk in people if not done[pk] >= set(event.courses)}


def _in_the_way(
    event: TrainingEvent, person: User, held: Certificate | None, attended: int, sessions: int, *, has_courses: bool
) -> str:
    if held is not None:
        return "" if held.state == Certificate.State.LIVE else "revoked"
    if not attended_enough(attended=attended, sessions=sessions, percent=event.min_attendance):
        return "attendance"
    if not has_courses:
        return "courses"
    return "name" if person.name_confirmed_at is None else ""


def _speaker_line(speaker: Speaker, given: Mapping[tuple[UUID, int | None], Certificate]) -> Line:
    held = given.get((speaker.public_id, speaker.person_id))
    reason = "revoked" if held is not None and held.state != Certificate.State.LIVE else ""
    if held is None and speaker.person is not None and speaker.person.name_confirmed_at is None:
        reason = "name"
    name = speaker.person.full_name_with_titles if speaker.person else speaker.name
    return Line(speaker.person, speaker, name, speaker.part, speaker.public_id, 0, held, reason)


def issue_item(item: BatchItem, at: datetime) -> str | None:
    """What progress.domain.batches asks for each: "" when issued, else what is in the way; None: not of an event."""
    speaker = Speaker.objects.select_related("event", "person").filter(public_id=item.source_key).first()
    event = speaker.event if speaker else TrainingEvent.objects.filter(public_id=item.source_key).first()
    if event is None:
        return None
    if not may_issue(event, at=at):
        return "cancelled" if event.state == TrainingEvent.State.CANCELLED else "not_issued"
    if speaker is not None:
        return _issue_to_speaker(item, speaker, at)
    if item.person is None:
        return "erased"
    item.certificate, reason = issue_to_participant(event, item.person, at=at)
    return reason


@transaction.atomic
def issue_to_participant(event: TrainingEvent, person: User, *, at: datetime) -> tuple[Certificate | None, str]:
    """The certificate, or what is in the way now. Whoever takes attendance away waits until this is done."""
    event = TrainingEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not event.registrations.filter(person=person, state__in=HOLDS_PLACE).exists():
        return None, "attendance"
    held = _given(event, ()).get((event.public_id, person.pk))
    attended = attended_sessions(event, [person.pk]).get(person.pk, 0)
    has_courses = not _without_courses(event, [person.pk])
    reason = _in_the_way(event, person, held, attended, event.sessions.count(), has_courses=has_courses)
    if event.certified_at is None:
        TrainingEvent.objects.filter(pk=event.pk).update(certified_at=at)
    if reason == "name":
        _tell_that_it_waits(event, person, at)
    if held is not None or reason:
        return held if not reason else None, reason
    achievement = achievement_of(event, Kind.PARTICIPANT)
    made = issue(holder=person, source_kind="event", source_key=event.public_id, achievement=achievement, at=at)
    return made, ""


def _tell_that_it_waits(event: TrainingEvent, person: User, at: datetime) -> None:
    """Once for each event."""
    told = Notice.objects.filter(person=person, kind="certificate_waits_for_name", detail__course=event.title)
    if not told.exists():
        url = reverse("certificate_name")
        notify(person=person, kind="certificate_waits_for_name", url=url, at=at, course=event.title)


def _issue_to_speaker(item: BatchItem, speaker: Speaker, at: datetime) -> str:
    achievement, key = achievement_of(speaker.event, Kind(speaker.part)), speaker.public_id
    if speaker.person is None:
        given = issue_without_holder(
            name=speaker.name, source_kind="speaker", source_key=key, achievement=achievement, at=at
        )
    elif speaker.person.name_confirmed_at is None:
        _tell_that_it_waits(speaker.event, speaker.person, at)
        return "name"
    else:
        given = issue(holder=speaker.person, source_kind="speaker", source_key=key, achievement=achievement, at=at)
    item.certificate = given
    return "" if given.state == Certificate.State.LIVE else "revoked"


def achievement_of(event: TrainingEvent, kind: Kind) -> Achievement:
    """A participant's JP are those of all its sessions (minutes ÷ minutes of one JP); who speaks learns none."""
    sessions = list(event.sessions.all())
    minutes = minutes_of(sessions) if kind == Kind.PARTICIPANT else 0
    return Achievement(
        title=event.title,
        version=1,
        minutes=minutes,
        jp=training_hours(minutes, municipality_now().minutes_per_jp) if minutes else 0,
        percent=None,
        modules=(),
        started_on=timezone.localdate(min(one.starts_at for one in sessions)),
        completed_on=timezone.localdate(max(one.ends_at for one in sessions)),
        kind=kind,
    )


def minutes_of(sessions: Collection[EventSession]) -> int:
    return sum(session.minutes for session in sessions)


def issue_what_waits(person: User, at: datetime) -> None:
    """Their name is confirmed now: what they earned at events whose certificates are out already."""
    places = person.event_registrations.filter(event__certified_at__isnull=False, state__in=HOLDS_PLACE)
    for row in places.select_related("event"):
        if may_issue(row.event, at=at):
            issue_to_participant(row.event, person, at=at)
    for speaker in person.event_parts.filter(event__certified_at__isnull=False).select_related("event"):
        if may_issue(speaker.event, at=at):
            achievement = achievement_of(speaker.event, Kind(speaker.part))
            issue(holder=person, source_kind="speaker", source_key=speaker.public_id, achievement=achievement, at=at)
