"""A class at a glance: its home is opened more often than any other page of it, so it reads each table once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from classes.domain.queries import AssignmentLine, certificates_held, counted_people, last_seen, standing_of
from classes.models import Assignment, ClassGroup, PersonalAssignment
from classes.rules import Standing

UNSEEN = timedelta(days=7)  # “not seen for a week”


def is_unseen(seen_at: datetime | None, joined_at: datetime, *, now: datetime) -> bool:
    """Whoever was never seen counts from the day they joined."""
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


def overview(group: ClassGroup, *, now: datetime) -> Overview:
    """Five queries, whatever the size of the class. The same people count as in every list of the class."""
    members = dict(group.members.filter(left_at=None, person__is_active=True).values_list("person", "joined_at"))
    given = list(group.assignments.filter(withdrawn_at=None))
    by_pk = {one.pk: one for one in given}
    counts: dict[int, Counter[Standing]] = defaultdict(Counter)
    need_help: set[int] = set()
    waiting = []
    rows = PersonalAssignment.objects.filter(counted_people(), assignment__in=by_pk).order_by("help_since", "pk")
    columns = (
        "assignment_id", "person_id", "person__public_id", "person__name", "started_at", "done_at", "help",
        "help_since",
    )  # fmt: skip
    for row in rows.values_list(*columns, named=True):
        standing = standing_of(row)
        counts[row.assignment_id][standing] += 1
        if standing is Standing.NEEDS_HELP:
            need_help.add(row.person_id)
            about = by_pk[row.assignment_id]
            waiting.append(Waiting(row.person__public_id, row.person__name, about, row.help, row.help_since))
    seen = last_seen(members)
    return Overview(
        people=len(members),
        need_help=len(need_help & members.keys()),
        unseen=sum(is_unseen(seen.get(person), joined, now=now) for person, joined in members.items()),
        jp=sum(jp for _count, jp in certificates_held(members).values()),
        waiting=waiting,
        assignments=[
            AssignmentLine(one, counts[one.pk].total(), {standing: counts[one.pk][standing] for standing in Standing})
            for one in given
        ],
    )
