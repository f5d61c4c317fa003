"""The times of an assignment as windows of its quizzes: only where it locks them."""

from __future__ import annotations

from datetime import datetime

from classes.domain.targets import closing_of, target_of
from classes.models import Assignment, PersonalAssignment
from quizzes.domain.windows import drop_windows, hold_for_windows, set_windows
from quizzes.rules import Window


def hold_people(assignment: Assignment) -> None:
    """First of all where rows of its people will be written: see ``hold_for_windows``."""
    if not assignment.locks_quiz:
        return
    target = target_of(assignment)
    people = PersonalAssignment.objects.filter(assignment=assignment).values_list("person", flat=True)
    if target is not None:
        hold_for_windows(quizzes=target.banks, people=list(people))


def follow_windows(assignment: Assignment, *, at: datetime) -> None:
    """What the quizzes know of it becomes what it says now. Asks nothing where it locks none and never did.

    Where what was given is not published any more, they know what they knew.
    """
    if not assignment.locks_quiz:
        return
    source = assignment.public_id
    if assignment.withdrawn_at or assignment.group.archived_at:
        drop_windows(source=source)
        return
    target = target_of(assignment)
    if target is None:
        return
    rows = PersonalAssignment.objects.filter(assignment=assignment, removed_at=None)
    windows = {}
    for row in rows:
        row.assignment = assignment
        windows[row.person_id] = Window(assignment.opens_at, closing_of(row))
    set_windows(source=source, quizzes=target.banks, windows=windows, at=at)
