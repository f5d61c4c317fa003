"""What is given to one learner, as they see it. Nobody else's rows are read here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from classes import words
from classes.domain.targets import closing_of, due_of, lessons_in
from classes.models import PersonalAssignment
from classes.times import Stage, TimeLeft, time_left
from courses.domain.outlines import outlines
from courses.outline import Lesson
from progress.domain.queries import CourseState

_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class OwnAssignment:
    row: PersonalAssignment
    left: TimeLeft
    next: Lesson | None  # where to go on; None while it is not open, and where it is not published any more

    @property
    def title(self) -> str:
        return self.row.assignment.title

    @property
    def public_id(self) -> UUID:
        return self.row.assignment.public_id

    @property
    def is_done(self) -> bool:
        return self.row.done_at is not None

    @property
    def is_closed(self) -> bool:
        """It can no longer be done for this class."""
        return not self.is_done and (self.left.stage == Stage.CLOSED or bool(self.row.assignment.group.archived_at))

    @property
    def is_open(self) -> bool:
        return not self.is_done and not self.is_closed

    @property
    def is_late(self) -> bool:
        return self.left.stage == Stage.LATE

    @property
    def due_at(self) -> datetime | None:
        """What a calendar shows."""
        return due_of(self.row) or closing_of(self.row)

    @property
    def in_words(self) -> str:
        return words.left_in_words(self.left)


def rows_of(person: User) -> QuerySet[PersonalAssignment]:
    mine = PersonalAssignment.objects.filter(person=person, removed_at=None, assignment__withdrawn_at=None)
    return mine.select_related("assignment__group")


def own_assignments(
    person: User, *, completed: Collection[UUID], at: datetime, rows: Iterable[PersonalAssignment] | None = None
) -> list[OwnAssignment]:
    """Due first, then those without a due date; one query. ``completed``: lessons this person has completed."""
    found = [_own(row, completed, at) for row in (rows_of(person) if rows is None else rows)]
    return sorted(found, key=lambda one: (one.due_at or _FAR, one.row.assignment.position, one.row.pk))


def due_now(person: User, states: Iterable[CourseState], *, at: datetime) -> list[OwnAssignment]:
    """For the first page: what can be done now, due first. One query; none for who cannot be in a class."""
    if person.is_guest:
        return []
    rows = rows_of(person).filter(done_at=None, assignment__group__archived_at=None)
    found = own_assignments(person, completed=completed_in(states), at=at, rows=rows)
    return [one for one in found if one.is_open and one.left.stage != Stage.NOT_OPEN]


def completed_in(states: Iterable[CourseState]) -> set[UUID]:
    return {lesson for state in states for lesson in state.completed}


def _own(row: PersonalAssignment, completed: Collection[UUID], at: datetime) -> OwnAssignment:
    assignment = row.assignment
    left = time_left(
        opens_at=assignment.opens_at,
        due_at=due_of(row),
        closes_at=closing_of(row),
        now=at,
        zone=timezone.get_current_timezone(),
    )
    pages: Collection[Lesson] = ()
    outline = next((one for one in outlines() if one.course == assignment.course), None)
    if outline is not None and left.stage != Stage.NOT_OPEN:
        pages = lessons_in(outline, assignment.kind, assignment.target)
    undone = (lesson for lesson in pages if lesson.key not in completed)
    return OwnAssignment(row, left, next(undone, next(iter(pages), None)))
