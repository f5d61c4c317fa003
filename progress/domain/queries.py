"""A learner's state, read for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from certificates.domain.queries import certificates_for
from certificates.models import Certificate
from courses.domain.outlines import outlines
from courses.outline import Lesson, Outline
from progress.models import ActivityState, Enrolment, LessonState
from progress.rules import Progress, next_lesson, progress_of


def completed_lessons(learner: User, course: UUID) -> frozenset[UUID]:
    return frozenset(
        LessonState.objects.filter(learner=learner, course=course, completed_at__isnull=False).values_list(
            "lesson", flat=True
        )
    )


def activity_states(learner: User, course: UUID) -> dict[UUID, ActivityState]:
    return {state.activity: state for state in ActivityState.objects.filter(learner=learner, course=course)}


@dataclass(frozen=True)
class CourseState:
    """One course as one learner sees it."""

    outline: Outline
    completed: frozenset[UUID]
    progress: Progress  # over all pages: lessons, practices, quizzes
    enrolment: Enrolment | None = None
    certificate: Certificate | None = None

    @property
    def is_started(self) -> bool:
        return self.enrolment is not None and self.enrolment.hidden_at is None

    @property
    def is_complete(self) -> bool:
        return self.enrolment is not None and self.enrolment.completed_at is not None

    @property
    def waits_for_name(self) -> bool:
        return self.is_complete and self.certificate is None

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
    completed = _completed_by_course(learner)
    finished = [course for course, enrolment in enrolments.items() if enrolment.completed_at]
    certificates = certificates_for(holder=learner, source_kind="course", source_keys=finished) if finished else {}
    return [_state(outline, enrolments, completed, certificates) for outline in listed]


def _completed_by_course(learner: User) -> dict[UUID, frozenset[UUID]]:
    completed: dict[UUID, set[UUID]] = {}
    for course, lesson in LessonState.objects.filter(learner=learner, completed_at__isnull=False).values_list(
        "course", "lesson"
    ):
        completed.setdefault(course, set()).add(lesson)
    return {course: frozenset(lessons) for course, lessons in completed.items()}


def _state(
    outline: Outline,
    enrolments: Mapping[UUID, Enrolment],
    completed: Mapping[UUID, frozenset[UUID]],
    certificates: Mapping[UUID, Certificate],
) -> CourseState:
    mine = completed.get(outline.course, frozenset())
    return CourseState(
        outline,
        mine,
        progress_of(outline.lessons, mine),
        enrolments.get(outline.course),
        certificates.get(outline.course),
    )


def course_state(learner: User | None, outline: Outline) -> CourseState:
    if learner is None:
        return CourseState(outline, frozenset(), progress_of(outline.lessons, ()))
    enrolment = Enrolment.objects.filter(learner=learner, course=outline.course).first()
    completed = completed_lessons(learner, outline.course)
    certificates = (
        certificates_for(holder=learner, source_kind="course", source_keys=[outline.course])
        if enrolment and enrolment.completed_at
        else {}
    )
    return CourseState(
        outline, completed, progress_of(outline.lessons, completed), enrolment, certificates.get(outline.course)
    )


def current_course(states: list[CourseState]) -> CourseState | None:
    """What “Lanjutkan” leads to: the started, unfinished course seen last."""
    started = [state for state in states if state.is_started and state.next is not None]
    return max(started, key=lambda state: state.enrolment.last_seen_at if state.enrolment else 0, default=None)  # type: ignore[arg-type,return-value]
