"""Where an act belongs: the course and lesson of a key, also when a trainer has just unpublished them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from courses.domain.outlines import find_lesson
from courses.outline import Activity, Lesson, Outline
from progress.models import Enrolment


@dataclass(frozen=True)
class Place:
    course: UUID
    lesson_key: UUID
    outline: Outline | None  # None: no longer published
    lesson: Lesson | None

    def activity(self, key: UUID) -> Activity | None:
        activities = self.lesson.activities if self.lesson else ()
        return next((activity for activity in activities if activity.key == key), None)


def find_place(*, learner: User | None, lesson: UUID) -> Place | None:
    """The published place, or the one that an enrolment of this learner remembers; None when there never was one."""
    found = find_lesson(lesson)
    if found:
        return Place(found[0].course, lesson, *found)
    if learner is None:
        return None
    for enrolment in Enrolment.objects.filter(learner=learner).select_related("version"):
        if str(lesson) in enrolment.version.requirements:
            return Place(enrolment.course, lesson, None, None)
    return None
