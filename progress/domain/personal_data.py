"""A learner's progress in the registry of what belongs to a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from core.words import long_date
from courses.domain.outlines import outlines, requirements_of
from courses.models import CourseVersion
from practice.models import PracticeTask, PracticeTick
from practice.rules import is_complete
from progress.domain.activities import (
    achieved,
    certificate_of,
    conclude_course,
    issue_waiting_certificates,
    outcome_of,
    tell_that_work_is_recorded,
)
from progress.domain.h5p_personal import claim_h5p, erase_h5p, exported_h5p
from progress.domain.merging import glance_at_courses, hand_in_one_of_two_open
from progress.domain.places import find_place
from progress.models import ActivityState, Enrolment, H5PResult, H5PState, LessonState
from progress.rules import better, lessons_left


def _claim(guest: User, account: User) -> None:
    """The better of each item, then whatever that completes (DESIGN §4.5)."""
    touched = set(Enrolment.objects.filter(learner=guest).values_list("course", flat=True))
    versions = _claim_enrolments(guest, account)
    _claim_lessons(guest, account)
    _claim_activities(guest, account)
    claim_h5p(guest, account)
    for model in (LessonState, ActivityState):
        model.objects.filter(by=guest, learner=account).update(by=account)
    _end_practices(guest, account)
    _end_lessons(account)
    at = timezone.now()
    mine = Enrolment.objects.select_for_update(of=("self",)).filter(learner=account, course__in=touched)
    for enrolment in mine.select_related("learner", "version", "completed_version"):
        _ask_for_less(enrolment, versions.get(enrolment.course))
        conclude_course(enrolment, at=at)
        if enrolment.completed_at:
            certificate_of(enrolment, at=at)
        tell_that_work_is_recorded(account, enrolment.course, None, at)


def _ask_for_less(enrolment: Enrolment, other: CourseVersion | None) -> None:
    """Both enrolled when the course asked for something else: the version counts of which less is left."""
    if other is None or enrolment.completed_at:
        return
    asked = {version: requirements_of(version) for version in (enrolment.version, other)}
    completed, done = achieved(enrolment.learner_id, asked.values())
    left = {version: lessons_left(asked[version], completed=completed, done=done) for version in asked}
    if left[other] < left[enrolment.version]:
        enrolment.version = other
        enrolment.save(update_fields=["version"])


def _end_practices(guest: User, account: User) -> None:
    """Ticks that are whole only together. They are the guest's until practice, which stands below, moves them."""
    undone = ActivityState.objects.filter(learner=account, kind="practice", done_at=None)
    for state in undone:
        ticks = PracticeTick.objects.filter(learner__in=(guest, account), context=state.activity)
        task = PracticeTask.objects.filter(ticks__in=ticks).first()
        if task and is_complete([step.key for step in task.steps.all()], {tick.step for tick in ticks}):
            state.done_at = max(tick.at for tick in ticks)
            state.save(update_fields=["done_at"])


def _end_lessons(account: User) -> None:
    """Lessons of which each of the two had done a part."""
    for state in LessonState.objects.filter(learner=account, completed_at=None):
        place = find_place(learner=account, lesson=state.lesson)
        required = {activity.key for activity in place.lesson.required} if place and place.lesson else set()
        done = ActivityState.objects.filter(learner=account, activity__in=required, done_at__isnull=False)
        if required and len(done) == len(required):
            state.completed_at = max(activity.done_at for activity in done if activity.done_at)
            state.save(update_fields=["completed_at"])


def _claim_enrolments(guest: User, account: User) -> dict[UUID, CourseVersion]:
    """Of courses that both were in: the version that the guest had enrolled for."""
    theirs = {
        enrolment.course: enrolment
        for enrolment in Enrolment.objects.select_for_update(of=("self",)).filter(learner=account)
    }
    others: dict[UUID, CourseVersion] = {}
    for enrolment in Enrolment.objects.filter(learner=guest).select_related("version"):
        mine = theirs.get(enrolment.course)
        if mine is None:
            enrolment.learner = account
            enrolment.save(update_fields=["learner"])
            continue
        mine.started_at = min(mine.started_at, enrolment.started_at)
        others[mine.course] = enrolment.version
        if enrolment.last_seen_at > mine.last_seen_at:
            mine.last_seen_at, mine.last_lesson = enrolment.last_seen_at, enrolment.last_lesson
        if enrolment.completed_at and not (mine.completed_at and mine.completed_at <= enrolment.completed_at):
            mine.completed_at, mine.completed_version_id = enrolment.completed_at, enrolment.completed_version_id
        mine.hidden_at = None
        enrolment.delete()
        mine.save()
    return others


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
        merged = better(outcome_of(mine), outcome_of(state))
        mine.done_at = _earlier(mine.done_at, state.done_at)
        mine.percent, mine.sections = merged.percent, dict(merged.sections or {})
        mine.accompanied, mine.declared = merged.accompanied, merged.declared
        mine.tries += state.tries
        mine.save()
        state.delete()


def _earlier(first: datetime | None, second: datetime | None) -> datetime | None:
    return min(filter(None, (first, second)), default=None)


def _export(person: User) -> dict[str, Rows]:
    titles = {outline.course: outline for outline in outlines()}
    kinds = {"check": _("check question"), "practice": _("practice"), "quiz": _("quiz"), "h5p": _("exercise (H5P)")}
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
                _("By own word"): _("yes") if state.declared else "",
                _("Done"): long_date(state.done_at) if state.done_at else "",
            }
            for state in ActivityState.objects.filter(learner=person).order_by("updated_at")
        ],
        **exported_h5p(person),
    }


def _erase(person: User) -> None:
    erase_h5p(person)
    for model in (ActivityState, LessonState, Enrolment):
        model.objects.filter(learner=person).delete()


def register_own_data() -> None:
    register(
        PersonalData(
            app="progress",
            label="Progress",
            models=(Enrolment, LessonState, ActivityState, H5PState, H5PResult),
            claim=_claim,
            export=_export,
            erase=_erase,
            name_confirmed=issue_waiting_certificates,
            work=frozenset({Enrolment, LessonState, ActivityState, H5PState, H5PResult}),
            join=hand_in_one_of_two_open,
            glance=glance_at_courses,
        )
    )
