"""The one door through which an outcome reaches a learner's record (DESIGN §4.5).

Everything here runs inside the caller's transaction, with the enrolment locked: two last answers at
the same moment complete a course once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from accounts.domain.notices import notify
from accounts.models import User
from certificates.domain.issue import issue
from certificates.facts import Achievement, ModuleFact, PartFact
from certificates.models import Certificate
from core.models import MunicipalitySettings
from courses.domain.outlines import read_outline, requirements_of
from courses.models import CourseOutline
from courses.outline import Outline, Requirements
from progress.domain.enrol import enrol
from progress.domain.places import Place
from progress.models import ActivityState, Enrolment, LessonState
from progress.rules import Outcome, better, is_course_complete, is_lesson_complete, part_marks
from progress.signals import course_completed, work_recorded
from quizzes.domain.queries import part_titles


@dataclass(frozen=True)
class Recorded:
    """What an outcome changed."""

    lesson_completed: bool = False  # by this very act
    course_completed: bool = False  # by this very act
    certificate: Certificate | None = None
    waits_for_name: bool = False  # complete, but the certificate needs an account with a confirmed name


@transaction.atomic
def record(
    *,
    learner: User,
    place: Place,
    activity: UUID,
    kind: str,
    outcome: Outcome,
    by: User,
    at: datetime,
    tries: int = 1,
) -> Recorded:
    """Merge one outcome of an activity and draw the conclusions. ``tries``: 0 for more about an earlier one."""
    enrolment = locked_enrolment(learner, place, at)
    _merge(learner, place, activity, kind, outcome, by, at, tries=tries)
    together = outcome.accompanied
    return conclude(
        learner=learner, place=place, enrolment=enrolment, by=by, at=at, declared=False, accompanied=together
    )


@transaction.atomic
def record_later(
    *, learner: User, place: Place, activity: UUID, kind: str, outcome: Outcome, by: User, at: datetime
) -> Recorded:
    """What somebody else decided about an earlier try: no new try, and the learner was not here now.

    So it never makes anybody follow a course, come back to one, or find “Lanjutkan” in another place.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("version", "learner")
        .filter(learner=learner, course=place.course)
        .first()
    )
    _merge(learner, place, activity, kind, outcome, by, at, tries=0)
    if enrolment is None:  # the lesson has moved to a course that this learner does not follow
        return Recorded()
    return conclude_unseen(learner=learner, place=place, enrolment=enrolment, by=by, at=at)


def _merge(
    learner: User, place: Place, activity: UUID, kind: str, outcome: Outcome, by: User, at: datetime, *, tries: int
) -> None:
    state, _created = ActivityState.objects.select_for_update().get_or_create(
        learner=learner,
        activity=activity,
        defaults={"course": place.course, "lesson": place.lesson_key, "kind": kind, "updated_at": at, "by": by},
    )
    merged = better(outcome_of(state), outcome)
    state.done_at = state.done_at or (at if merged.done else None)
    state.percent, state.sections = merged.percent, dict(merged.sections or {})
    state.accompanied, state.declared = merged.accompanied, merged.declared
    state.tries += tries
    state.updated_at, state.by = at, by
    state.save()


def outcome_of(state: ActivityState) -> Outcome:
    return Outcome(state.done_at is not None, state.percent, state.sections, state.accompanied, state.declared)


def locked_enrolment(learner: User, place: Place, at: datetime) -> Enrolment:
    if place.outline is not None:
        enrol(learner=learner, outline=place.outline, at=at)
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(learner=learner, course=place.course)
    )


def conclude(
    *,
    learner: User,
    place: Place,
    enrolment: Enrolment,
    by: User,
    at: datetime,
    declared: bool,
    accompanied: bool = False,
) -> Recorded:
    """Lesson first, then course, then certificate. The enrolment is locked by the caller."""
    lesson_completed = _conclude_lesson(learner, place, enrolment, by, at, declared, accompanied=accompanied)
    if at >= enrolment.last_seen_at:  # else its time ended an attempt, and the learner went on elsewhere meanwhile
        enrolment.last_lesson, enrolment.last_seen_at = place.lesson_key, at
        enrolment.save(update_fields=["last_lesson", "last_seen_at"])
    ended = end_course(enrolment, outline=place.outline, at=at)
    tell_that_work_is_recorded(learner, place.course, place.lesson_key, at)
    return replace(ended, lesson_completed=lesson_completed)


def conclude_unseen(*, learner: User, place: Place, enrolment: Enrolment, by: User | None, at: datetime) -> Recorded:
    """Like conclude, for what happened while the learner was away: where they were last stays as it was."""
    lesson_completed = _conclude_lesson(learner, place, enrolment, by, at, declared=False)
    ended = end_course(enrolment, outline=place.outline, at=at)
    tell_that_work_is_recorded(learner, place.course, place.lesson_key, at)
    return replace(ended, lesson_completed=lesson_completed)


def tell_that_work_is_recorded(learner: User, course: UUID, lesson: UUID | None, at: datetime) -> None:
    """Last of all, when lesson and course have drawn their conclusions."""
    work_recorded.send(Enrolment, learner=learner, course=course, lesson=lesson, at=at)


def end_course(enrolment: Enrolment, *, outline: Outline | None, at: datetime) -> Recorded:
    """If nothing is left to do: completed, certified, told. The enrolment is locked by the caller."""
    completed_now = conclude_course(enrolment, at=at)
    certificate, waits = certificate_of(enrolment, at=at) if enrolment.completed_at else (None, False)
    if completed_now:
        learner = enrolment.learner
        if waits and not learner.is_guest:
            _tell_that_it_waits(learner, outline, at)
        sent = partial(
            course_completed.send_robust,
            Enrolment,
            learner=learner,
            course=enrolment.course,
            at=at,
            certificate=certificate,
        )
        transaction.on_commit(sent)
    return Recorded(course_completed=completed_now, certificate=certificate, waits_for_name=waits)


def done_among(learner: int, activities: Collection[UUID]) -> set[UUID]:
    """Wherever they were done: an activity keeps its key when its lesson moves to another course."""
    if not activities:
        return set()
    states = ActivityState.objects.filter(learner=learner, activity__in=activities, done_at__isnull=False)
    return set(states.values_list("activity", flat=True))


def _conclude_lesson(
    learner: User,
    place: Place,
    enrolment: Enrolment,
    by: User | None,
    at: datetime,
    declared: bool,
    *,
    accompanied: bool = False,
) -> bool:
    if place.lesson is not None:
        required = {activity.key for activity in place.lesson.required}
    else:
        required = set(requirements_of(enrolment.version).lessons.get(place.lesson_key, frozenset()))
    state, _created = LessonState.objects.get_or_create(
        learner=learner, lesson=place.lesson_key, defaults={"course": place.course, "started_at": at, "by": by}
    )
    if state.completed_at or not is_lesson_complete(required, done_among(learner.pk, required), declared=declared):
        return False
    state.completed_at, state.by, state.accompanied = at, by, accompanied
    state.save(update_fields=["completed_at", "by", "accompanied"])
    return True


def conclude_course(enrolment: Enrolment, *, at: datetime) -> bool:
    """Mark the enrolment completed when the version at enrolment or the current one is satisfied. True: just now."""
    if enrolment.completed_at:
        return False
    current = CourseOutline.objects.main(enrolment.course)
    versions = [enrolment.version] + (
        [current.version] if current and current.version_id != enrolment.version_id else []
    )
    asked = {version: requirements_of(version) for version in versions}
    completed, done = achieved(enrolment.learner_id, asked.values())
    for version, requirements in asked.items():
        if is_course_complete([requirements], completed=completed, done=done):
            enrolment.completed_at, enrolment.completed_version = at, version
            enrolment.save(update_fields=["completed_at", "completed_version"])
            return True
    return False


def achieved(learner: int, asked: Collection[Requirements]) -> tuple[set[UUID], set[UUID]]:
    """(lessons completed, activities done) of what is asked for, in whichever course it was done."""
    lessons = {lesson for requirements in asked for lesson in requirements.lessons}
    states = LessonState.objects.filter(learner=learner, lesson__in=lessons, completed_at__isnull=False)
    completed = set(states.values_list("lesson", flat=True))
    open_activities = {
        activity
        for requirements in asked
        for lesson, activities in requirements.lessons.items()
        if lesson not in completed
        for activity in activities
    }
    return completed, done_among(learner, open_activities)


def certificate_of(enrolment: Enrolment, *, at: datetime) -> tuple[Certificate | None, bool]:
    """Of a completed enrolment, issued now if nothing is in the way; (None, True): it waits for a name."""
    learner = enrolment.learner
    if learner.name_confirmed_at is None and not learner.is_guest:  # it may be confirmed at this very moment
        learner = User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_guest or learner.name_confirmed_at is None:
        return None, True
    row = CourseOutline.objects.main(enrolment.course)
    if row is None:  # the course was never published here
        return None, False
    achievement = _achievement(enrolment, read_outline(row))
    return issue(
        holder=learner, source_kind="course", source_key=enrolment.course, achievement=achievement, at=at
    ), False


def _achievement(enrolment: Enrolment, outline: Outline) -> Achievement:
    """Facts of the course as it is now, marks as the learner earned them."""
    municipality = MunicipalitySettings.load()
    zone = ZoneInfo(municipality.time_zone)
    quizzes = [a for lesson in outline.lessons for a in lesson.activities if a.kind == "quiz"]
    found = ActivityState.objects.filter(learner=enrolment.learner_id, activity__in=[a.key for a in quizzes])
    states = {state.activity: state for state in found}
    taken = [a for a in quizzes if a.key in states and states[a.key].percent is not None]  # no surveys
    last = states[taken[-1].key] if taken else None
    marks = part_marks(last.sections, titles=part_titles(taken[-1].ref), modules=outline.modules) if last else []
    by_module = {mark.module: mark.percent for mark in marks}
    assert enrolment.completed_at is not None
    assert enrolment.completed_version is not None
    return Achievement(
        title=outline.title,
        version=enrolment.completed_version.number,
        minutes=outline.minutes,
        jp=outline.jp(municipality.minutes_per_jp),
        percent=last.percent if last else None,
        modules=[ModuleFact(module.title, module.minutes, by_module.get(module.key)) for module in outline.modules],
        parts=[PartFact(mark.title, mark.percent) for mark in marks if mark.module is None],
        started_on=enrolment.started_at.astimezone(zone).date(),
        completed_on=enrolment.completed_at.astimezone(zone).date(),
    )


def _tell_that_it_waits(learner: User, outline: Outline | None, at: datetime) -> None:
    notify(
        person=learner,
        kind="certificate_waits_for_name",
        at=at,
        url=reverse("certificate_name"),
        course=outline.title if outline else "",
    )


def issue_waiting_certificates(person: User, at: datetime) -> None:
    """Everything completed that only waited for the name; part of the transaction that confirms it.

    That one holds the person's row, which ``certificate_of`` locks: an act under way ends before or sees the name.
    """
    for enrolment in Enrolment.objects.filter(learner=person, completed_at__isnull=False).select_related(
        "learner", "completed_version"
    ):
        certificate_of(enrolment, at=at)
