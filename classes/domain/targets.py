"""What an assignment asks for, and until when, for the class and for one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from classes.models import Assignment, PersonalAssignment
from classes.rules import Target
from courses.domain.outlines import outlines
from courses.outline import Lesson, Outline

Kind = Assignment.Kind


def target_of(assignment: Assignment) -> Target | None:
    """None where what was given is not published any more: then nothing about it changes."""
    outline = next((one for one in outlines() if one.course == assignment.course), None)
    return target_in(outline, assignment.kind, assignment.target) if outline else None


def target_in(outline: Outline, kind: str, key: UUID) -> Target | None:
    if kind in (Kind.QUIZ, Kind.PRACTICE):
        return _of_activity(outline, key, kind)
    lessons = lessons_in(outline, kind, key)
    if not lessons:
        return None
    activities = [activity for lesson in lessons for activity in lesson.activities]
    return Target(
        lessons=frozenset(lesson.key for lesson in lessons),
        activities=frozenset(activity.key for activity in activities),
        quizzes=[one.key for one in activities if one.kind == "quiz" and one.pass_percent is not None],
        required={lesson.key: frozenset(one.key for one in lesson.required) for lesson in lessons},
        tried=frozenset(one.key for one in activities if one.kind == "quiz"),
        banks=frozenset(one.ref for one in activities if one.kind == "quiz"),
    )


def _of_activity(outline: Outline, key: UUID, kind: str) -> Target | None:
    found = next((one for lesson in outline.lessons for one in lesson.activities if one.key == key), None)
    if found is None or found.kind != kind:
        return None
    is_quiz = kind == Kind.QUIZ
    return Target(
        activity=key,
        activities=frozenset([key]),
        quizzes=[key] if is_quiz and found.pass_percent is not None else [],
        tried=frozenset([key] if is_quiz else []),
        banks=frozenset([found.ref] if is_quiz else []),
    )


def title_of(outline: Outline, kind: str, key: UUID) -> str:
    """As learners read it. An activity is called like the page it stands on. Empty where it is not published."""
    match kind:
        case Kind.COURSE:
            return outline.title
        case Kind.MODULE:
            return next((module.title for module in outline.modules if module.key == key), "")
    return next((lesson.title for lesson in lessons_in(outline, kind, key)), "")


def lessons_in(outline: Outline, kind: str, key: UUID) -> Collection[Lesson]:
    """The pages somebody walks through, in order; of an activity the one it stands on."""
    match kind:
        case Kind.COURSE:
            return outline.lessons
        case Kind.MODULE:
            return next((module.lessons for module in outline.modules if module.key == key), ())
        case Kind.LESSON:
            return [outline.by_key[key]] if key in outline.by_key else []
    return [lesson for lesson in outline.lessons if any(one.key == key for one in lesson.activities)]


def closing_of(row: PersonalAssignment) -> datetime | None:
    """For this person: an extension never takes anything away."""
    general = row.assignment.closes_at
    return max(general, row.closes_at) if general and row.closes_at else general


def due_of(row: PersonalAssignment) -> datetime | None:
    """An operator has a day of their own also where there is none for everybody."""
    return max((day for day in (row.assignment.due_at, row.due_at) if day), default=None)
