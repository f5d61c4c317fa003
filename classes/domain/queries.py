"""A class as its pages show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Count, Max, Q, QuerySet

from certificates.models import Certificate
from classes.models import Assignment, ClassGroup, Member, PersonalAssignment
from classes.rules import Standing
from progress.models import Enrolment


def current_members(group: ClassGroup) -> QuerySet[Member]:
    """Those of today, by name; not those whose data are not processed any more."""
    return group.members.filter(counted_members()).select_related("person").order_by("person__name", "pk")


def counted_members() -> Q:
    """Whom every count and list of a class holds."""
    return Q(left_at=None, person__is_active=True)


DONE = Q(done_at__isnull=False)
NEEDS_HELP = Q(done_at=None) & ~Q(help="")
STARTED = Q(done_at=None, help="", started_at__isnull=False)
NOT_STARTED = Q(done_at=None, help="", started_at=None)
BY_STANDING: Mapping[Standing, Q] = {
    Standing.NOT_STARTED: NOT_STARTED,
    Standing.STARTED: STARTED,
    Standing.NEEDS_HELP: NEEDS_HELP,
    Standing.DONE: DONE,
}


def counted_people() -> Q:
    """Whose rows every count and list of an assignment holds."""
    return Q(removed_at=None, person__is_active=True)


@dataclass(frozen=True)
class AssignmentLine:
    assignment: Assignment
    people: int
    by_standing: Mapping[Standing, int]

    @property
    def done(self) -> int:
        return self.by_standing[Standing.DONE]

    @property
    def needs_help(self) -> int:
        return self.by_standing[Standing.NEEDS_HELP]


def assignments_with_counts(group: ClassGroup) -> list[AssignmentLine]:
    """Those not withdrawn, in their order, with how many stand where. Two queries."""
    given = list(group.assignments.filter(withdrawn_at=None))
    return lines_of(given, count_standings(PersonalAssignment.objects.filter(assignment__in=given)))


def count_standings(rows: QuerySet[PersonalAssignment]) -> QuerySet[PersonalAssignment, tuple[int, ...]]:
    """Per assignment: its key, then how many stand where, in the order of Standing."""
    counts = {standing.value: Count("pk", filter=BY_STANDING[standing]) for standing in Standing}
    return rows.filter(counted_people()).values("assignment").annotate(**counts).values_list("assignment", *counts)


def lines_of(given: Iterable[Assignment], counts: Iterable[Sequence[int]]) -> list[AssignmentLine]:
    of = {assignment: standings for assignment, *standings in counts}
    nobody = [0] * len(Standing)
    return [
        AssignmentLine(one, sum(of.get(one.pk, nobody)), dict(zip(Standing, of.get(one.pk, nobody), strict=True)))
        for one in given
    ]


class Row(Protocol):
    """What of a PersonalAssignment says where somebody stands."""

    @property
    def started_at(self) -> datetime | None: ...
    @property
    def done_at(self) -> datetime | None: ...
    @property
    def help(self) -> str: ...


def standing_of(row: Row) -> Standing:
    if row.done_at:
        return Standing.DONE
    if row.help:
        return Standing.NEEDS_HELP
    return Standing.STARTED if row.started_at else Standing.NOT_STARTED


def is_late(done_at: datetime | None, due_at: datetime | None, *, now: datetime) -> bool:
    """Not done when it was due, or done after that."""
    return due_at is not None and (done_at or now) > due_at


def last_seen(people: Collection[int]) -> dict[int, datetime]:
    """When each learned something last, anywhere; without those who never did."""
    seen = Enrolment.objects.filter(learner__in=people).values("learner").annotate(at=Max("last_seen_at"))
    return dict(seen.values_list("learner", "at"))


def valid_certificates() -> QuerySet[Certificate]:
    """Those that count; a transcript only repeats them."""
    return Certificate.objects.filter(state=Certificate.State.LIVE).exclude(source_kind="transcript")


def certificates_held(people: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many valid ones each holds, and their JP together; without those who hold none."""
    found: dict[int, tuple[int, int]] = {}
    for holder, jp in valid_certificates().filter(holder__in=people).values_list("holder", "facts__jp"):
        assert holder is not None
        count, hours = found.get(holder, (0, 0))
        found[holder] = count + 1, hours + (jp or 0)
    return found
