"""Giving something to learn to a class, changing it, taking it away and bringing it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.domain.notices import Told, notify_all
from accounts.models import Notice, User
from classes.domain.queries import current_members
from classes.domain.standing import give, recount
from classes.domain.targets import target_in, target_of, title_of
from classes.domain.windows import follow_windows, hold_people
from classes.models import Assignment, ClassGroup, PersonalAssignment
from core import audit
from core.requestkeys import act_on, claim
from courses.domain.outlines import outlines
from quizzes.domain.windows import drop_windows


class NotThere(Exception):
    """What was to be given is not published (any more)."""


class NothingToLock(Exception):
    """There is no quiz in it whose times could be set."""


class NobodyChosen(Exception):
    """Not for everybody, and nobody of the class was chosen."""


@dataclass(frozen=True)
class Terms:
    """When and how. ``opens_at`` < ``due_at`` ≤ ``closes_at``, which the database promises."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    note: str = ""
    required_percent: int | None = None
    locks_quiz: bool = False


@transaction.atomic
def give_assignment(
    *,
    group: ClassGroup,
    kind: str,
    course: UUID,
    target: UUID,
    terms: Terms,
    people: Collection[UUID] | None = None,
    by: User,
    at: datetime,
    key: UUID,
) -> Assignment:
    """``people``: public ids of some of the class; None: everybody, also who joins later.

    The same key twice is one assignment. Raises NotThere, NothingToLock, NobodyChosen.
    """
    public_id = uuid5(by.public_id, key.hex)
    if not claim(person=by.public_id, key=key, act=act_on("give_assignment", group.public_id), at=at):
        return Assignment.objects.get(public_id=public_id)
    target = course if kind == Assignment.Kind.COURSE else target
    outline = next((one for one in outlines() if one.course == course), None)
    asked = target_in(outline, kind, target) if outline else None
    if outline is None or asked is None:
        raise NotThere
    if terms.locks_quiz and not asked.banks:
        raise NothingToLock
    last = group.assignments.aggregate(last=Max("position"))["last"] or 0
    assignment = Assignment.objects.create(
        public_id=public_id,
        group=group,
        kind=kind,
        course=course,
        target=target,
        title=title_of(outline, kind, target)[:200],
        for_everybody=people is None,
        position=last + 1,
        created_at=at,
        created_by=by,
        **asdict(terms),
    )
    chosen = _people_of(group, people)
    give(assignment, chosen, at=at)
    _tell_given(assignment, chosen, at)
    log_assignment(by, "classes.assigned", assignment, at, people=str(len(chosen)))
    return assignment


@transaction.atomic
def change_assignment(
    *, assignment: Assignment, terms: Terms, people: Collection[UUID] | None, by: User, at: datetime
) -> None:
    """Its terms and for whom it is; what it asks for stays. Who is new to it is told, nobody loses what they have done.

    Raises NothingToLock, NobodyChosen.
    """
    assignment = _locked(assignment)
    asked = target_of(assignment)
    if terms.locks_quiz and asked is not None and not asked.banks:
        raise NothingToLock
    hold_people(assignment)
    unlocked = assignment.locks_quiz and not terms.locks_quiz
    if assignment.due_at is not None and terms.due_at is None:
        assignment.people.update(due_at=None)  # who had more time has no end now, as everybody
    for name, value in asdict(terms).items():
        setattr(assignment, name, value)
    assignment.for_everybody = people is None
    assignment.save()
    chosen = _people_of(assignment.group, people)
    had = set(assignment.people.filter(removed_at=None).values_list("person", flat=True))
    assignment.people.filter(removed_at=None).exclude(person__in=chosen).update(removed_at=at)
    give(assignment, chosen, at=at)
    if unlocked:
        drop_windows(source=assignment.public_id)
    if assignment.withdrawn_at is None:
        _tell_given(assignment, [pk for pk in chosen if pk not in had], at)
    log_assignment(by, "classes.assignment_changed", assignment, at)


def _people_of(group: ClassGroup, people: Collection[UUID] | None) -> list[int]:
    members = current_members(group)
    if people is not None:
        members = members.filter(person__public_id__in=people)
    found = list(members.values_list("person", flat=True))
    if people is not None and not found:
        raise NobodyChosen
    return found


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, by: User, at: datetime) -> None:
    """Out of everybody's sight and of every count; who has not read the notice about it will not. Twice is once."""
    assignment = _locked(assignment)
    if assignment.withdrawn_at:
        return
    assignment.withdrawn_at = at
    assignment.save(update_fields=["withdrawn_at"])
    drop_windows(source=assignment.public_id)
    Notice.objects.filter(url=address_of(assignment), read_at=None).delete()
    log_assignment(by, "classes.assignment_withdrawn", assignment, at)


@transaction.atomic
def bring_back(*, assignment: Assignment, by: User, at: datetime) -> None:
    """As it was, with what its people did meanwhile and with who has joined. Nobody is told a second time."""
    assignment = _locked(assignment)
    if assignment.withdrawn_at is None:
        return
    hold_people(assignment)
    assignment.withdrawn_at = None
    assignment.save(update_fields=["withdrawn_at"])
    if assignment.for_everybody:
        give(assignment, _people_of(assignment.group, None), at=at)
    else:
        recount(PersonalAssignment.objects.filter(assignment=assignment, removed_at=None), at=at)
        follow_windows(assignment, at=at)
    log_assignment(by, "classes.assignment_brought_back", assignment, at)


@transaction.atomic
def move_assignment(*, assignment: Assignment, up: bool) -> None:
    """One place in the list of its class; at the end of the list it stays where it is."""
    ClassGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.group_id)
    listed = list(assignment.group.assignments.filter(withdrawn_at=None))
    here = next((number for number, one in enumerate(listed) if one.pk == assignment.pk), None)
    if here is None:
        return
    there = here - 1 if up else here + 1
    if 0 <= there < len(listed):
        listed[here], listed[there] = listed[there], listed[here]
    for number, one in enumerate(listed, 1):
        one.position = number
    Assignment.objects.bulk_update(listed, ["position"], batch_size=500)


def address_of(assignment: Assignment) -> str:
    """Where its learners find it."""
    return reverse("my_assignment", args=[assignment.public_id])


def _tell_given(assignment: Assignment, people: Collection[int], at: datetime) -> None:
    url = address_of(assignment)
    detail = {"title": assignment.title}
    notify_all([Told(person, "assignment_given", url, detail) for person in people], at=at)


def _locked(assignment: Assignment) -> Assignment:
    return Assignment.objects.select_for_update(of=("self",)).select_related("group").get(pk=assignment.pk)


def log_assignment(by: User, action: str, assignment: Assignment, at: datetime, **detail: str) -> None:
    detail |= {"assignment": str(assignment.public_id)}
    audit.log(actor=str(by.public_id), action=action, subject=str(assignment.group.public_id), detail=detail, at=at)
