"""Where an act belongs: the course and lesson of a key, also when a trainer has just unpublished them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from courses.domain.outlines import find_lesson, lesson_activities, outlines, requirements_of
from courses.models import CourseVersion, LessonPage
from courses.outline import Activity, Lesson, Outline
from progress.models import Enrolment
from quizzes.models import QuestionVersion


@dataclass(frozen=True)
class Place:
    course: UUID
    lesson_key: UUID
    outline: Outline | None  # None: no longer published
    lesson: Lesson | None

    def activity(self, key: UUID) -> Activity | None:
        activities = self.lesson.activities if self.lesson else ()
        return next((activity for activity in activities if activity.key == key), None)

    def has_activity(self, key: UUID) -> bool:
        """It stands in this lesson, or stood there in some version of the course."""
        return self.activity(key) is not None or any(
            key in requirements_of(version).lessons.get(self.lesson_key, ())
            for version in CourseVersion.objects.filter(course=self.course)
        )

    def asks(self, key: UUID, version: QuestionVersion) -> bool:
        """The question of this version stands at that activity, or stood there until the lesson was taken away."""
        if self.lesson is None:
            return self.has_activity(key) and version.question.key in _questions_of(self.lesson_key, key)
        known = self.activity(key)
        return known is not None and known.ref == version.question.key


def _questions_of(lesson: UUID, activity: UUID) -> set[UUID]:
    """From the page, published or not; a trainer who deletes the page deletes what could still be answered in it."""
    pages = LessonPage.objects.filter(translation_key=lesson)
    return {known.ref for page in pages for known in lesson_activities(page) if known.key == activity}


def find_place(*, learner: User | None, lesson: UUID, showing: UUID | None = None) -> Place | None:
    """The published place, or the one that an enrolment of this learner remembers; None when there never was one.

    ``showing``: in the language in which the lesson holds this question.
    """
    found = find_lesson(lesson, showing=showing)
    if found:
        return Place(found[0].course, lesson, *found)
    if learner is None:
        return None
    for enrolment in Enrolment.objects.filter(learner=learner).select_related("version"):
        if str(lesson) in enrolment.version.requirements:
            return Place(enrolment.course, lesson, None, None)
    return None


def find_place_of(activity: UUID, *, learner: User) -> Place | None:
    """Where this activity stands, or stood when the learner enrolled; None when its course is gone altogether."""
    for outline in outlines():
        for lesson in outline.lessons:
            if any(known.key == activity for known in lesson.activities):
                return Place(outline.course, lesson.key, outline, lesson)
    for enrolment in Enrolment.objects.filter(learner=learner).select_related("version"):
        for key, activities in requirements_of(enrolment.version).lessons.items():
            if activity in activities:
                return find_place(learner=learner, lesson=key)
    return None
