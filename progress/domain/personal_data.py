"""A learner's progress in the registry of what belongs to a person."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from core.words import long_date
from courses.domain.outlines import outlines
from progress.domain.activities import certificate_of, conclude_course, issue_waiting_certificates
from progress.models import ActivityState, Enrolment, LessonState
from progress.rules import Outcome, better


def _claim(guest: User, account: User) -> None:
    """The better of each item, then whatever that completes (DESIGN §4.5)."""
    touched = set(Enrolment.objects.filter(learner=guest).values_list("course", flat=True))
    _claim_enrolments(guest, account)
    _claim_lessons(guest, account)
    _claim_activities(guest, account)
    for model in (LessonState, ActivityState):
        model.objects.filter(by=guest).update(by=account)
    at = timezone.now()
    mine = Enrolment.objects.select_for_update(of=("self",)).filter(learner=account, course__in=touched)
    for enrolment in mine.select_related("learner", "version", "completed_version"):
        done = set(
            ActivityState.objects.filter(learner=account, course=enrolment.course, done_at__isnull=False).values_list(
                "activity", flat=True
            )
        )
        conclude_course(enrolment, done=done, at=at)
        if enrolment.completed_at:
            certificate_of(enrolment, at=at)


def _claim_enrolments(guest: User, account: User) -> None:
    theirs = {
        enrolment.course: enrolment
        for enrolment in Enrolment.objects.select_for_update(of=("self",)).filter(learner=account)
    }
    for enrolment in Enrolment.objects.filter(learner=guest):
        mine = theirs.get(enrolment.course)
        if mine is None:
            enrolment.learner = account
            enrolment.save(update_fields=["learner"])
            continue
        if enrolment.started_at < mine.started_at:
            mine.started_at, mine.version_id = enrolment.started_at, enrolment.version_id
        if enrolment.last_seen_at > mine.last_seen_at:
            mine.last_seen_at, mine.last_lesson = enrolment.last_seen_at, enrolment.last_lesson
        if enrolment.completed_at and not (mine.completed_at and mine.completed_at <= enrolment.completed_at):
            mine.completed_at, mine.completed_version_id = enrolment.completed_at, enrolment.completed_version_id
        mine.hidden_at = None
        enrolment.delete()
        mine.save()


def _claim_lessons(guest: User, account: User) -> None:
    theirs = {state.lesson: state for state in LessonState.objects.filter(learner=account)}
    for state in LessonState.objects.filter(learner=guest):
        mine = theirs.get(state.lesson)
        if mine is None:
            state.learner = account
            state.save(update_fields=["learner"])
            continue
        mine.started_at = min(mine.started_at, state.started_at)
        mine.completed_at = _earlier(mine.completed_at, state.completed_at)
        mine.save(update_fields=["started_at", "completed_at"])
        state.delete()


def _claim_activities(guest: User, account: User) -> None:
    theirs = {state.activity: state for state in ActivityState.objects.filter(learner=account)}
    for state in ActivityState.objects.filter(learner=guest):
        mine = theirs.get(state.activity)
        if mine is None:
            state.learner = account
            state.save(update_fields=["learner"])
            continue
        merged = better(
            Outcome(mine.done_at is not None, mine.percent, mine.sections, mine.accompanied),
            Outcome(state.done_at is not None, state.percent, state.sections, state.accompanied),
        )
        mine.done_at = _earlier(mine.done_at, state.done_at)
        mine.percent, mine.sections, mine.accompanied = merged.percent, dict(merged.sections or {}), merged.accompanied
        mine.tries += state.tries
        mine.save()
        state.delete()


def _earlier(first: datetime | None, second: datetime | None) -> datetime | None:
    return min(filter(None, (first, second)), default=None)


def _export(person: User) -> dict[str, Rows]:
    titles = {outline.course: outline for outline in outlines()}
    kinds = {"check": _("check question"), "practice": _("practice"), "quiz": _("quiz")}
    lessons = {lesson.key: lesson.title for outline in titles.values() for lesson in outline.lessons}
    return {
        _("Courses"): [
            {
                _("Course"): titles[enrolment.course].title if enrolment.course in titles else str(enrolment.course),
                _("Started"): long_date(enrolment.started_at),
                _("Completed"): long_date(enrolment.completed_at) if enrolment.completed_at else "",
            }
            for enrolment in Enrolment.objects.filter(learner=person).order_by("started_at")
        ],
        _("Lessons"): [
            {
                _("Lesson"): lessons.get(state.lesson, str(state.lesson)),
                _("Completed"): long_date(state.completed_at) if state.completed_at else "",
            }
            for state in LessonState.objects.filter(learner=person).order_by("started_at")
        ],
        _("Activities"): [
            {
                _("Kind"): kinds[state.kind],
                _("Best mark"): "" if state.percent is None else state.percent,
                _("Tries"): state.tries,
                _("Done"): long_date(state.done_at) if state.done_at else "",
            }
            for state in ActivityState.objects.filter(learner=person).order_by("updated_at")
        ],
    }


def _erase(person: User) -> None:
    for model in (ActivityState, LessonState, Enrolment):
        model.objects.filter(learner=person).delete()


def register_own_data() -> None:
    register(
        PersonalData(
            app="progress",
            label="Progress",
            models=(Enrolment, LessonState, ActivityState),
            claim=_claim,
            export=_export,
            erase=_erase,
            name_confirmed=issue_waiting_certificates,
        )
    )
