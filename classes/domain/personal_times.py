"""What concerns one person's part of an assignment: more time, and help."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.notices import Told, notify_all
from accounts.models import User
from classes.domain.assign import address_of, log_assignment
from classes.domain.standing import recount
from classes.domain.windows import follow_windows, hold_people
from classes.models import Assignment, PersonalAssignment
from core.requestkeys import act_on, claim

Help = PersonalAssignment.Help


class NotLater(Exception):
    """An extension is later than what is there for everybody; what has no limit cannot be extended."""


class ClosesBeforeDue(Exception):
    """Due after it has closed for this person."""


@transaction.atomic
def extend(
    *,
    assignment: Assignment,
    people: Collection[UUID],
    due_at: datetime | None,
    closes_at: datetime | None,
    reason: str,
    by: User,
    at: datetime,
) -> int:
    """Instead of what these people were given before; returns how many. What they have done late may count now.

    Raises NotLater, ClosesBeforeDue.
    """
    for later, general in ((due_at, assignment.due_at), (closes_at, assignment.closes_at)):
        if later is not None and (general is None or later <= general):
            raise NotLater
    if due_at is None and closes_at is None:
        raise NotLater
    closing = closes_at or assignment.closes_at
    if due_at and closing and due_at > closing:
        raise ClosesBeforeDue
    hold_people(assignment)
    rows = _rows(assignment, people)
    rows.update(due_at=due_at, closes_at=closes_at, reason=reason, extended_by=by)
    theirs = list(rows.values_list("person", flat=True))
    _follow(assignment, rows, at)
    url = address_of(assignment)
    detail = {"title": assignment.title}
    notify_all([Told(person, "assignment_extended", url, detail) for person in theirs], at=at)
    for person in rows.values_list("person__public_id", flat=True):
        log_assignment(by, "classes.assignment_extended", assignment, at, person=str(person))
    return len(theirs)


@transaction.atomic
def give_day(*, assignment: Assignment, people: Collection[int], due_at: datetime, at: datetime) -> None:
    """A day of their own, also where nobody else has one; closed for them no earlier than that. Nobody is told."""
    hold_people(assignment)
    closes_at = assignment.closes_at and max(assignment.closes_at, due_at)
    rows = PersonalAssignment.objects.filter(assignment=assignment, person__in=people).order_by("pk")
    rows.update(due_at=due_at, closes_at=closes_at if closes_at != assignment.closes_at else None)
    _follow(assignment, rows, at)


@transaction.atomic
def take_back_extension(*, assignment: Assignment, person: UUID, by: User, at: datetime) -> None:
    """The times for everybody hold for them again; what they have finished stays finished."""
    hold_people(assignment)
    rows = _rows(assignment, [person])
    if rows.update(due_at=None, closes_at=None, reason="", extended_by=None):
        _follow(assignment, rows, at)
        log_assignment(by, "classes.extension_taken_back", assignment, at, person=str(person))


@transaction.atomic
def mark_helped(*, assignment: Assignment, person: UUID, by: User, at: datetime) -> None:
    """They need help no more, until they fail again or ask again."""
    rows = _rows(assignment, [person])
    if rows.update(helped_at=at, help="", help_since=None):
        recount(rows, at=at)
        log_assignment(by, "classes.helped", assignment, at, person=str(person))


@transaction.atomic
def ask_for_help(*, row: PersonalAssignment, by: User, at: datetime, key: UUID) -> None:
    """“Saya perlu bantuan”. Who needed help already has needed it since then; who is done needs none."""
    if not claim(person=by.public_id, key=key, act=act_on("ask_for_help", row.assignment.public_id), at=at):
        return
    row = PersonalAssignment.objects.select_for_update().get(pk=row.pk)
    if row.done_at is None:
        row.help, row.help_since = Help.ASKED, row.help_since or at
        row.save(update_fields=["help", "help_since"])


@transaction.atomic
def take_back_asking(*, row: PersonalAssignment, by: User, at: datetime, key: UUID) -> None:
    """What their work says about help holds again."""
    if not claim(person=by.public_id, key=key, act=act_on("need_no_help", row.assignment.public_id), at=at):
        return
    rows = PersonalAssignment.objects.filter(pk=row.pk)
    if rows.filter(help=Help.ASKED).update(help="", help_since=None):
        recount(rows, at=at)


def _rows(assignment: Assignment, people: Collection[UUID]) -> QuerySet[PersonalAssignment]:
    return PersonalAssignment.objects.filter(
        assignment=assignment, person__public_id__in=people, removed_at=None
    ).order_by("pk")


def _follow(assignment: Assignment, rows: QuerySet[PersonalAssignment], at: datetime) -> None:
    recount(rows, at=at)
    follow_windows(assignment, at=at)
