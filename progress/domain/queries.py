"""A learner's state, read for a page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from certificates.domain.queries import certificates_for
from certificates.models import Certificate
from core.prepared import Prepared
from courses.domain.outlines import outlines
from courses.outline import Lesson, Outline
from progress.models import ActivityState, Enrolment, LessonState
from progress.rules import Progress, next_lesson, progress_of


def completed_lessons(learner: User, course: UUID) -> frozenset[UUID]:
    """Of those the published course lists now."""
    return _completed(learner, _lessons_of(course))


def _completed(learner: User, lessons: Collection[UUID]) -> frozenset[UUID]:
    """In whichever course it was: a lesson that moves to another course counts there as well."""
    return frozenset(lesson for (lesson,) in _ever_completed(learner.pk)).intersection(lessons)


_ever_completed = Prepared(
    lambda learner: LessonState.objects.filter(learner=learner, completed_at__isnull=False).values_list("lesson")
)


def activity_states(learner: User, course: UUID) -> dict[UUID, ActivityState]:
    found = ActivityState.objects.filter(learner=learner, lesson__in=_lessons_of(course))
    return {state.activity: state for state in found}


def _lessons_of(course: UUID) -> list[UUID]:
    return [lesson.key for outline in outlines() if outline.course == course for lesson in outline.lessons]


@dataclass(frozen=True)
class CourseState:
    """One course as one learner sees it."""

    outline: Outline
    completed: frozenset[UUID]
    progress: Progress  # over all pages: lessons, practices, quizzes
    enrolment: Enrolment | None = None
    certificate: Certificate | None = None
    name_missing: bool = False  # no name that may be printed: certificates wait

    @property
    def is_started(self) -> bool:
        return self.enrolment is not None and self.enrolment.hidden_at is None

    @property
    def is_complete(self) -> bool:
        return self.enrolment is not None and self.enrolment.completed_at is not None

    @property
    def waits_for_name(self) -> bool:
        return self.is_complete and self.certificate is None and self.name_missing

    @property
    def next(self) -> Lesson | None:
        return next_lesson(self.outline, self.completed, self.enrolment.last_lesson if self.enrolment else None)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.outline.lessons if lesson.key not in self.completed)


def course_states(learner: User | None) -> list[CourseState]:
    """All published courses; for a learner with their state. At most four queries, however many courses."""
    listed = outlines()
    if learner is None:
        return [CourseState(outline, frozenset(), progress_of(outline.lessons, ())) for outline in listed]
    enrolments = {enrolment.course: enrolment for enrolment in Enrolment.objects.filter(learner=learner)}
    if not enrolments:
        return [CourseState(outline, frozenset(), progress_of(outline.lessons, ())) for outline in listed]
    completed = _completed(learner, [lesson.key for outline in listed for lesson in outline.lessons])
    finished = [course for course, enrolment in enrolments.items() if enrolment.completed_at]
    certificates = certificates_for(holder=learner, source_kind="course", source_keys=finished) if finished else {}
    return [
        _state(learner, outline, completed, enrolments.get(outline.course), certificates.get(outline.course))
        for outline in listed
    ]


def _state(
    learner: User,
    outline: Outline,
    completed: frozenset[UUID],
    enrolment: Enrolment | None,
    certificate: Certificate | None,
) -> CourseState:
    mine = completed & outline.by_key.keys()
    name_missing = learner.is_guest or learner.name_confirmed_at is None
    return CourseState(outline, mine, progress_of(outline.lessons, mine), enrolment, certificate, name_missing)


def course_state(learner: User | None, outline: Outline) -> CourseState:
    if learner is None:
        return CourseState(outline, frozenset(), progress_of(outline.lessons, ()))
    enrolment = Enrolment.objects.filter(learner=learner, course=outline.course).first()
    completed = _completed(learner, outline.by_key.keys())
    certificates = (
        certificates_for(holder=learner, source_kind="course", source_keys=[outline.course])
        if enrolment and enrolment.completed_at
        else {}
    )
    return _state(learner, outline, completed, enrolment, certificates.get(outline.course))


def ended_with(learner: User, course: UUID, lesson: UUID) -> bool:
    """The course is complete, and this lesson was the last thing that was missing."""
    enrolment = Enrolment.objects.filter(learner=learner, course=course, completed_at__isnull=False).first()
    return (
        enrolment is not None
        and LessonState.objects.filter(learner=learner, lesson=lesson, completed_at=enrolment.completed_at).exists()
    )


def current_course(states: list[CourseState]) -> CourseState | None:
    """What “Lanjutkan” leads to: the started, unfinished course seen last."""
    started = [state for state in states if state.is_started and state.next is not None]
    return max(started, key=lambda state: state.enrolment.last_seen_at if state.enrolment else 0, default=None)  # type: ignore[arg-type,return-value]
