"""A class at a glance: its home is opened more often than any other page of it, so it reads each table once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from classes.domain.queries import (
    NEEDS_HELP,
    AssignmentLine,
    count_standings,
    counted_members,
    counted_people,
    lines_of,
    valid_certificates,
)
from classes.models import Assignment, ClassGroup, Member, PersonalAssignment
from core.prepared import Prepared, PreparedObjects

UNSEEN = timedelta(days=7)  # “not seen for a week”


def is_unseen(seen_at: datetime | None, joined_at: datetime, *, now: datetime) -> bool:
    """Whoever was never seen counts from the day they joined. The database counts by the same rule below."""
    return (seen_at or joined_at) < now - UNSEEN


@dataclass(frozen=True)
class Waiting:
    """Somebody who needs help with an assignment."""

    person: UUID
    name: str
    assignment: Assignment
    why: str
    since: datetime


@dataclass(frozen=True)
class Overview:
    """``need_help``: people, each once. ``waiting``: who waits longest first, with what."""

    people: int
    need_help: int
    unseen: int
    jp: int
    waiting: Sequence[Waiting]
    assignments: Sequence[AssignmentLine]


def _members(group: int) -> QuerySet[Member]:
    return Member.objects.filter(counted_members(), group=group)


_given = PreparedObjects(Assignment, lambda group: Assignment.objects.filter(group=group, withdrawn_at=None))
_standings = Prepared(lambda *given: count_standings(PersonalAssignment.objects.filter(assignment__in=given)))
_need_help = Prepared(
    lambda *given: (
        PersonalAssignment.objects.filter(counted_people(), NEEDS_HELP, assignment__in=given)
        .order_by("help_since", "pk")
        .values_list("assignment", "person", "person__public_id", "person__name", "help", "help_since")
    )
)
_people = Prepared(
    lambda group, before: (
        _members(group)
        .annotate(seen_at=Coalesce(Max("person__enrolments__last_seen_at"), "joined_at"))
        .annotate(is_unseen=ExpressionWrapper(Q(seen_at__lt=before), BooleanField()))
        .values_list("person", "is_unseen")
    )
)
_hours = Prepared(
    lambda group: (
        valid_certificates().filter(holder__in=_members(group).values("person")).order_by().values_list("facts__jp")
    )
)


def overview(group: ClassGroup, *, now: datetime) -> Overview:
    """Five queries, whatever the size of the class. The same people count as in every list of the class."""
    people = dict(_people(group.pk, now - UNSEEN))
    given = {one.pk: one for one in _given(group.pk)}
    need_help = _need_help(*given) if given else []
    return Overview(
        people=len(people),
        need_help=len({person for _assignment, person, *_rest in need_help} & people.keys()),
        unseen=sum(people.values()),
        jp=sum(jp or 0 for (jp,) in _hours(group.pk)),
        waiting=[
            Waiting(public_id, name, given[assignment], why, since)
            for assignment, _person, public_id, name, why, since in need_help
        ],
        assignments=lines_of(given.values(), _standings(*given) if given else []),
    )
