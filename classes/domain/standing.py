"""How far people are in their assignments: written anew with each act, read by every list.

Rows of one assignment or of one person are computed together, from progress alone, so that computing them again at
any time gives the same. Whoever computes holds the rows: an act of the learner and one of the teacher wait for each
other, and the later one reads what the earlier wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from classes.domain.targets import closing_of, due_of, target_in, target_of
from classes.domain.windows import follow_windows
from classes.models import Assignment, ClassGroup, PersonalAssignment
from classes.rules import Done, HandedIn, Target, Work, reached
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.models import Attempt

__all__ = ["closing_of", "due_of", "follow_members", "follow_work", "give", "recount", "target_in", "target_of"]

Kind = Assignment.Kind
_FIELDS = ["started_at", "done_at", "done_items", "all_items", "percent", "help", "help_since", "accompanied"]
_AT_ONCE = 500  # people


def follow_work(*, learner: User, course: UUID, at: datetime) -> None:
    """After an act of this learner. One query where nothing in this course is given to them.

    Who is done goes on being followed: a better score is shown, also where it came after that.
    """
    rows = PersonalAssignment.objects.filter(
        person=learner, assignment__course=course, assignment__withdrawn_at=None, removed_at=None
    )
    recount(rows, at=at)


@transaction.atomic
def follow_members(group: ClassGroup, people: Collection[int], *, at: datetime) -> None:
    """Who has just come gets what was given to everybody; who came back gets their own back, with what they did since.

    Nobody is told of it: they see it when they come.
    """
    back = PersonalAssignment.objects.filter(assignment__group=group, person__in=people).exclude(removed_at=None)
    theirs = list(back.values_list("pk", flat=True))
    back.update(removed_at=None)
    recount(PersonalAssignment.objects.filter(pk__in=theirs), at=at)
    for assignment in group.assignments.filter(withdrawn_at=None):
        if assignment.for_everybody:
            give(assignment, people, at=at)
        else:
            follow_windows(assignment, at=at)


def follow_leaving(group: ClassGroup, people: Collection[int], *, at: datetime) -> None:
    """Out of sight with everything done, and free of the times of its quizzes. Nothing where nothing is given."""
    rows = PersonalAssignment.objects.filter(assignment__group=group, person__in=people, removed_at=None)
    if rows.update(removed_at=at):
        for assignment in group.assignments.filter(locks_quiz=True):
            follow_windows(assignment, at=at)


@transaction.atomic
def give(assignment: Assignment, people: Collection[int], *, at: datetime) -> None:
    """Twice is once. What they have done of it already counts; who was taken off it has it again."""
    PersonalAssignment.objects.bulk_create(
        [PersonalAssignment(assignment=assignment, person_id=pk, added_at=at) for pk in people],
        ignore_conflicts=True,
        batch_size=500,
    )
    theirs = PersonalAssignment.objects.filter(assignment=assignment, person__in=people)
    theirs.exclude(removed_at=None).update(removed_at=None)
    recount(theirs, at=at)
    follow_windows(assignment, at=at)


def recount(rows: QuerySet[PersonalAssignment], *, at: datetime) -> None:
    """One query where there are none; else up to four reads and one write for 500. ``done_at`` stays once it is set.

    Part of its caller's transaction. ``at``: since when somebody needs help whom nobody knew of before.
    """
    held = rows.select_for_update(of=("self",), no_key=True).select_related("assignment").order_by("pk")
    found = list(held)
    for start in range(0, len(found), _AT_ONCE):
        _recount(found[start : start + _AT_ONCE], at=at)


def _recount(rows: Sequence[PersonalAssignment], *, at: datetime) -> None:
    given = {row.assignment_id: row.assignment for row in rows}
    targets = {key: target for key, one in given.items() if (target := target_of(one))}
    known = _Known(rows, targets)
    changed = []
    for row in rows:
        target = targets.get(row.assignment_id)
        if target is None:  # not published now: nothing about it changes
            continue
        before = [getattr(row, name) for name in _FIELDS]
        theirs, accompanied = known.of(row)
        now = reached(
            target,
            theirs,
            required_percent=row.assignment.required_percent,
            closes_at=closing_of(row),
            helped_at=row.helped_at,
        )
        row.started_at = row.started_at or now.started_at
        row.done_items, row.all_items, row.percent = now.items, target.items, now.percent
        row.done_at = row.done_at or now.done_at
        row.accompanied = bool((target.activities | target.lessons) & accompanied)
        _follow_help(row, now.help, at)
        if before != [getattr(row, name) for name in _FIELDS]:
            changed.append(row)
    if changed:
        PersonalAssignment.objects.bulk_update(changed, _FIELDS, batch_size=200)


def _follow_help(row: PersonalAssignment, needed: str, at: datetime) -> None:
    if row.done_at:
        row.help, row.help_since = "", None
    elif row.help == PersonalAssignment.Help.ASKED:
        pass  # until somebody has helped
    elif needed != row.help:
        row.help, row.help_since = needed, (row.help_since or at) if needed else None


class _Known:
    """What these people have done of these targets, read at once."""

    def __init__(self, rows: Sequence[PersonalAssignment], targets: dict[int, Target]) -> None:
        people = {row.person_id for row in rows}
        keys = {key for target in targets.values() for key in target.lessons}
        self.lessons, together = _lessons(people, keys)
        keys = {key for target in targets.values() for key in target.activities}
        self.activities, self.accompanied = _activities(people, keys)
        for person, lessons in together.items():
            self.accompanied[person] |= lessons
        strict = {
            row.assignment_id for row in rows if closing_of(row) or row.assignment.required_percent is not None
        } & targets.keys()
        self.handed_in = _handed_in(people, {key for one in strict for key in targets[one].tried})
        whole = {row.assignment.course for row in rows if row.assignment.kind == Kind.COURSE}
        self.completed = _completed(people, whole)

    def of(self, row: PersonalAssignment) -> tuple[Work, set[UUID]]:
        person, one = row.person_id, row.assignment
        ended = self.completed.get((person, one.course)) if one.kind == Kind.COURSE else None
        work = Work(self.lessons[person], self.activities[person], self.handed_in[person], ended)
        return work, self.accompanied[person]


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
    if not keys:
        return found, accompanied
    states = ActivityState.objects.filter(learner__in=people, activity__in=keys)
    columns = ("learner", "activity", "accompanied", "kind", "tries", "percent", "done_at", "updated_at")
    for person, activity, with_somebody, *state in states.values_list(*columns):
        found[person][activity] = Done(*state)
        if with_somebody:
            accompanied[person].add(activity)
    return found, accompanied


def _handed_in(people: set[int], quizzes: set[UUID]) -> dict[int, list[HandedIn]]:
    found: dict[int, list[HandedIn]] = defaultdict(list)
    if quizzes:
        attempts = Attempt.objects.filter(learner__in=people, context__in=quizzes, submitted_at__isnull=False)
        columns = ("learner", "context", "submitted_at", "percent", "passed", "quiz__counts")
        for person, *attempt in attempts.order_by("submitted_at", "pk").values_list(*columns):
            found[person].append(HandedIn(*attempt))
    return found


def _completed(people: set[int], courses: set[UUID]) -> dict[tuple[int, UUID], datetime]:
    if not courses:
        return {}
    ended = Enrolment.objects.filter(learner__in=people, course__in=courses, completed_at__isnull=False)
    return {(person, course): at for person, course, at in ended.values_list("learner", "course", "completed_at")}
