"""How far people are in their assignments: written anew with each act, read by every list.

Rows of one assignment or of one person are computed together, from progress alone, so that computing them again at
any time gives the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from classes.models import Assignment, ClassGroup, PersonalAssignment
from classes.rules import Done, Target, reached
from courses.domain.outlines import outlines
from courses.outline import Lesson, Outline
from progress.models import ActivityState, LessonState

Kind = Assignment.Kind
_FIELDS = ["started_at", "done_at", "done_items", "all_items", "percent", "help", "help_since", "accompanied"]


def target_of(assignment: Assignment) -> Target | None:
    """None where what was given is not published any more: then nothing about it changes."""
    outline = next((one for one in outlines() if one.course == assignment.course), None)
    return target_in(outline, assignment.kind, assignment.target) if outline else None


def target_in(outline: Outline, kind: str, key: UUID) -> Target | None:
    lessons: Collection[Lesson] = ()
    match kind:
        case Kind.COURSE:
            lessons = outline.lessons
        case Kind.MODULE:
            lessons = next((module.lessons for module in outline.modules if module.key == key), ())
        case Kind.LESSON:
            lessons = [outline.by_key[key]] if key in outline.by_key else []
        case _:
            found = [one for lesson in outline.lessons for one in lesson.activities if one.key == key]
            if not found:
                return None
            quizzes = [key] if found[0].kind == "quiz" else []
            return Target(activity=key, activities=frozenset([key]), quizzes=quizzes)
    if not lessons:
        return None
    activities = [activity for lesson in lessons for activity in lesson.activities]
    return Target(
        lessons=frozenset(lesson.key for lesson in lessons),
        activities=frozenset(activity.key for activity in activities),
        quizzes=[one.key for one in activities if one.kind == "quiz" and one.pass_percent is not None],
    )


def follow_work(*, learner: User, course: UUID, at: datetime) -> None:
    """After an act of this learner. One query where they have nothing open in this course."""
    rows = list(
        PersonalAssignment.objects.select_related("assignment").filter(
            person=learner, assignment__course=course, assignment__withdrawn_at=None, removed_at=None, done_at=None
        )
    )
    if rows:
        recount(rows, at=at)


@transaction.atomic
def follow_members(group: ClassGroup, people: Collection[int], *, at: datetime) -> None:
    """Who has just come gets what was given to everybody; who came back gets their own back."""
    open_ones = list(group.assignments.filter(withdrawn_at=None, for_everybody=True))
    back = PersonalAssignment.objects.filter(assignment__group=group, person__in=people).exclude(removed_at=None)
    back.update(removed_at=None)
    for assignment in open_ones:
        give(assignment, people, at=at)


@transaction.atomic
def give(assignment: Assignment, people: Collection[int], *, at: datetime) -> None:
    """Twice is once. What they have done of it already counts."""
    PersonalAssignment.objects.bulk_create(
        [PersonalAssignment(assignment=assignment, person_id=pk, added_at=at) for pk in people],
        ignore_conflicts=True,
        batch_size=500,
    )
    recount(
        PersonalAssignment.objects.select_related("assignment").filter(assignment=assignment, person__in=people), at=at
    )


def recount(rows: Iterable[PersonalAssignment], *, at: datetime) -> None:
    """Two reads and one write, however many rows. ``done_at`` stays where it once was set."""
    rows = list(rows)
    targets = {
        row.assignment_id: target_of(row.assignment) for row in {row.assignment_id: row for row in rows}.values()
    }
    known = [target for target in targets.values() if target]
    lessons, together = _lessons({row.person_id for row in rows}, {key for target in known for key in target.lessons})
    activities, accompanied = _activities(
        {row.person_id for row in rows}, {key for target in known for key in target.activities}
    )
    changed = []
    for row in rows:
        target = targets[row.assignment_id]
        if target is None:
            continue
        before = [getattr(row, name) for name in _FIELDS]
        now = reached(
            target,
            lessons=lessons[row.person_id],
            activities=activities[row.person_id],
            required_percent=row.assignment.required_percent,
            closes_at=closing_of(row),
            helped_at=row.helped_at,
        )
        row.started_at = row.started_at or now.started_at
        row.done_items, row.all_items, row.percent = now.items, target.items, now.percent
        row.done_at = row.done_at or now.done_at
        row.accompanied = bool(
            target.activities & accompanied[row.person_id] or target.lessons & together[row.person_id]
        )
        _follow_help(row, now.help, at)
        if before != [getattr(row, name) for name in _FIELDS]:
            changed.append(row)
    PersonalAssignment.objects.bulk_update(changed, _FIELDS, batch_size=200)


def _follow_help(row: PersonalAssignment, needed: str, at: datetime) -> None:
    if row.done_at:
        row.help, row.help_since = "", None
    elif row.help == PersonalAssignment.Help.ASKED:
        pass  # until somebody has helped
    elif needed != row.help:
        row.help, row.help_since = needed, (row.help_since or at) if needed else None


def closing_of(row: PersonalAssignment) -> datetime | None:
    """For this person: an extension never takes anything away."""
    general = row.assignment.closes_at
    return max(general, row.closes_at) if general and row.closes_at else general


def due_of(row: PersonalAssignment) -> datetime | None:
    general = row.assignment.due_at
    return max(general, row.due_at) if general and row.due_at else general


def _lessons(
    people: set[int], keys: set[UUID]
) -> tuple[dict[int, dict[UUID, tuple[datetime, datetime | None]]], dict[int, set[UUID]]]:
    found: dict[int, dict[UUID, tuple[datetime, datetime | None]]] = defaultdict(dict)
    accompanied: dict[int, set[UUID]] = defaultdict(set)
    if keys:
        states = LessonState.objects.filter(learner__in=people, lesson__in=keys)
        for person, lesson, started, completed, together in states.values_list(
            "learner", "lesson", "started_at", "completed_at", "accompanied"
        ):
            found[person][lesson] = (started, completed)
            if together:
                accompanied[person].add(lesson)
    return found, accompanied


def _activities(people: set[int], keys: set[UUID]) -> tuple[dict[int, dict[UUID, Done]], dict[int, set[UUID]]]:
    found: dict[int, dict[UUID, Done]] = defaultdict(dict)
    accompanied: dict[int, set[UUID]] = defaultdict(set)
    states: Any = ActivityState.objects.filter(learner__in=people, activity__in=keys) if keys else ()
    for state in states:
        found[state.learner_id][state.activity] = Done(
            state.kind, state.tries, state.percent, state.done_at, state.updated_at
        )
        if state.accompanied:
            accompanied[state.learner_id].add(state.activity)
    return found, accompanied
