"""An operator leaves, the successor takes over what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.domain.managed import make_managed_account
from accounts.models import User
from accounts.models.people import Age
from certificates.models import Certificate
from classes.domain.groups import add_members, remove_member
from classes.domain.standing import closing_of, due_of, give, recount
from classes.domain.windows import follow_windows, hold_people
from classes.models import ClassGroup, Handover, Member, PersonalAssignment
from core import audit
from core.requestkeys import act_on, claim


class HasBegun(Exception):
    """The successor has worked at it since, so the handover stays."""


class HasLeft(Exception):
    """Who was to hand over is not in the class any more."""


@dataclass(frozen=True)
class Line:
    """One assignment on the day of the handover. Moments in ISO 8601; "" where there is none.

    ``new``: the successor got it by the handover; ``items``: parts of it that the successor had done by then.
    """

    assignment: str
    title: str
    due: str
    finished: str
    certificate: str
    new: bool
    items: int

    @property
    def due_at(self) -> datetime | None:
        return parse_datetime(self.due) if self.due else None

    @property
    def finished_at(self) -> datetime | None:
        return parse_datetime(self.finished) if self.finished else None


def lines_of(handover: Handover) -> list[Line]:
    return [Line(**line) for line in handover.lines]


@transaction.atomic
def hand_over(
    *,
    leaver: Member,
    successor: Member | str,
    due_at: datetime | None = None,
    by: User,
    at: datetime,
    key: UUID,
) -> Handover:
    """``successor``: another operator of the class, or the name of somebody who gets an account of the agency.

    They get what the leaver has not finished, until the same day or, where that is later (or where there was none),
    until ``due_at``. What the leaver learned stays theirs; their membership ends. The same key twice is one handover.
    Raises HasLeft.
    """
    group = leaver.group
    fresh = claim(person=by.public_id, key=key, act=act_on("hand_over", leaver.person.public_id), at=at)
    _hold(group)
    here = Member.objects.select_for_update().filter(pk=leaver.pk, left_at=None).exists()
    if not fresh or not here:  # somebody was faster
        if done := Handover.objects.filter(group=group, leaver=leaver.person).first():
            return done
        raise HasLeft
    new_person = isinstance(successor, str)
    person = _account(group, successor, by=by, at=at) if isinstance(successor, str) else successor.person
    if new_person:
        add_members(group=group, people=[(person, "")], via="typed", by=by, at=at)
    rows = _rows(group, leaver.person)
    before = {row.assignment_id: row for row in _rows(group, person)} if not new_person else {}
    for row in rows:
        if row.done_at is None:
            _take_over(row, person, due_at, had=before.get(row.assignment_id), at=at)
    after = {row.assignment_id: row for row in _rows(group, person)}
    numbers = _certificate_numbers(leaver.person, rows)
    made = Handover.objects.create(
        group=group,
        leaver=leaver.person,
        successor=person,
        lines=[asdict(_line(row, numbers, after.get(row.assignment_id), before)) for row in rows],
        brought_in=new_person,
        at=at,
        by=by,
    )
    remove_member(member=leaver, by=by, at=at)
    _log(made, "classes.handed_over", by, at)
    return made


def _hold(group: ClassGroup) -> None:
    for assignment in group.assignments.filter(locks_quiz=True, withdrawn_at=None):
        hold_people(assignment)


def _account(group: ClassGroup, name: str, *, by: User, at: datetime) -> User:
    return make_managed_account(organisation=group.organisation, name=name, age=Age.ADULT, full_name=True, by=by, at=at)


def _rows(group: ClassGroup, person: User) -> list[PersonalAssignment]:
    rows = PersonalAssignment.objects.select_for_update(of=("self",)).filter(
        assignment__group=group, assignment__withdrawn_at=None, person=person, removed_at=None
    )
    return list(rows.select_related("assignment").order_by("assignment__position", "assignment__pk"))


def _take_over(
    row: PersonalAssignment, person: User, due_at: datetime | None, *, had: PersonalAssignment | None, at: datetime
) -> None:
    """An extension of the leaver goes along; a later one that the successor has already stays."""
    give(row.assignment, [person.pk], at=at)
    days = [day for day in (row.due_at, due_at, had.due_at if had else None) if day]
    closings = [day for day in (closing_of(row), had.closes_at if had else None) if day]
    extension = max(days, default=None)
    closes_at = max([*closings, *([extension] if extension else [])]) if closings else None
    general = row.assignment.closes_at
    theirs = PersonalAssignment.objects.filter(assignment=row.assignment, person=person)
    theirs.update(removed_at=None, due_at=extension, closes_at=closes_at if closes_at != general else None)
    recount(theirs, at=at)
    follow_windows(row.assignment, at=at)


def _certificate_numbers(person: User, rows: list[PersonalAssignment]) -> Mapping[UUID, str]:
    """Course → number, of those that are valid."""
    held = Certificate.objects.filter(
        holder=person,
        source_kind="course",
        source_key__in={row.assignment.course for row in rows},
        state=Certificate.State.LIVE,
    )
    return dict(held.values_list("source_key", "number"))


def _line(
    row: PersonalAssignment,
    numbers: Mapping[UUID, str],
    now: PersonalAssignment | None,
    before: Mapping[int, PersonalAssignment],
) -> Line:
    due = due_of(now) if now and not row.done_at else due_of(row)
    return Line(
        assignment=str(row.assignment.public_id),
        title=row.assignment.title,
        due=due.isoformat() if due else "",
        finished=row.done_at.isoformat() if row.done_at else "",
        certificate=numbers.get(row.assignment.course, "") if row.done_at else "",
        new=row.done_at is None and row.assignment_id not in before,
        items=now.done_items if now else 0,
    )


def may_undo(handover: Handover) -> bool:
    return handover.undone_at is None and not _has_begun(handover)


def _has_begun(handover: Handover) -> bool:
    """Worked, since the handover, at something that was open then."""
    taken = {line.assignment: line for line in lines_of(handover) if not line.finished}
    rows = PersonalAssignment.objects.filter(
        assignment__group=handover.group_id, assignment__public_id__in=taken, person=handover.successor_id
    ).select_related("assignment")
    return any(
        row.done_items > taken[str(row.assignment.public_id)].items
        or any(moment and moment > handover.at for moment in (row.started_at, row.done_at))
        for row in rows
    )


@transaction.atomic
def undo_handover(*, handover: Handover, by: User, at: datetime) -> None:
    """The leaver is back with what was open; what the successor got by it is taken away. Twice is once.

    Raises HasBegun.
    """
    _hold(handover.group)
    handover = Handover.objects.select_for_update(of=("self",)).select_related("group").get(pk=handover.pk)
    if handover.undone_at is not None:
        return
    if _has_begun(handover):
        raise HasBegun
    new = [line.assignment for line in lines_of(handover) if line.new]
    taken: dict[str, Any] = {"assignment__group": handover.group_id, "person": handover.successor_id}
    PersonalAssignment.objects.filter(**taken, assignment__public_id__in=new).update(removed_at=at)
    if handover.brought_in:
        member = handover.group.members.select_related("person", "group").get(person=handover.successor_id)
        remove_member(member=member, by=by, at=at)
    add_members(group=handover.group, people=[(handover.leaver, "")], via=_via(handover), by=by, at=at)
    handover.undone_at = at
    handover.save(update_fields=["undone_at"])
    _log(handover, "classes.handover_undone", by, at)


def _via(handover: Handover) -> str:
    return str(handover.group.members.values_list("via", flat=True).get(person=handover.leaver_id))


def _log(handover: Handover, action: str, by: User, at: datetime) -> None:
    audit.log(
        actor=str(by.public_id),
        action=action,
        subject=str(handover.public_id),
        detail={
            "class": str(handover.group.public_id),
            "leaver": str(handover.leaver.public_id),
            "successor": str(handover.successor.public_id),
        },
        at=at,
    )
