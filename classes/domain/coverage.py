"""How far the people of many organisations are: grouped by the database from the rows of personal assignments.

Never from progress itself: classes.domain.standing has written there how far each one is (DESIGN §3).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from certificates.models import Certificate
from classes.domain.branches import summed_up
from classes.models import ClassGroup, PersonalAssignment
from core.words import round_half_up

Kind = Organisation.Kind
AGENCIES = (
    Kind.GOVERNMENT,
    Kind.DISKOMINFO,
    Kind.AGENCY,
    Kind.DISTRICT,
    Kind.VILLAGE,
    Kind.NEIGHBOURHOOD,
    Kind.SUPERVISING_AGENCY,
)


@dataclass(frozen=True)
class Coverage:
    """People, each once in an organisation; who was named by two of them counts in both, and in the sums above.

    ``done``: has finished all that was asked of them. ``certificates``: people who hold one for it.
    """

    organisation: Organisation
    named: int
    started: int
    done: int
    certificates: int

    @property
    def percent(self) -> int | None:
        """Of those named, half up; None where nobody is."""
        return int(round_half_up(100 * self.done / self.named)) if self.named else None


@dataclass(frozen=True)
class Wanted:
    """``course``: None for all. ``operators``: of operators’ classes only."""

    course: UUID | None = None
    operators: bool = True


def coverage(organisations: QuerySet[Organisation], wanted: Wanted) -> list[Coverage]:
    """Each with all below it that is in ``organisations``, in the order of the tree. Two queries."""
    found = list(organisations.order_by("path"))
    sums = summed_up(found, _people(_given(organisations, wanted)))
    return [Coverage(one, *sums[one.pk]) for one in found]


# Each person once in an organisation. In two steps, because COUNT(DISTINCT …) would sort all rows for every column.
_BY_ORGANISATION = """
SELECT organisation, COUNT(*), SUM(CASE WHEN begun > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN undone = 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN held > 0 THEN 1 ELSE 0 END)
FROM ({people}) people GROUP BY organisation
"""


def _people(given: QuerySet[PersonalAssignment]) -> list[dict[int, int]]:
    """Organisation → people; who has begun something; who has finished everything; who holds a certificate of it."""
    held = Certificate.objects.filter(
        holder=OuterRef("person"),
        source_kind="course",
        source_key=OuterRef("assignment__course"),
        state=Certificate.State.LIVE,
    )
    people = given.values(organisation=F("assignment__group__organisation"), who=F("person")).annotate(
        begun=Count("person", filter=Q(started_at__isnull=False) | Q(done_at__isnull=False)),
        undone=Count("person", filter=Q(done_at=None)),
        held=Count("person", filter=Exists(held)),
    )
    try:
        inner, values = people.query.sql_with_params()
    except EmptyResultSet:
        return [{}, {}, {}, {}]
    with connection.cursor() as cursor:
        cursor.execute(_BY_ORGANISATION.format(people=inner), values)
        rows = cursor.fetchall()
    return [{row[0]: int(row[place]) for row in rows} for place in (1, 2, 3, 4)]


def _given(organisations: QuerySet[Organisation], wanted: Wanted) -> QuerySet[PersonalAssignment]:
    """As counted_people(), but for the many rows here who is gone is left out, not everybody else looked up."""
    given = PersonalAssignment.objects.filter(
        removed_at=None,
        assignment__withdrawn_at=None,
        assignment__group__archived_at=None,
        assignment__group__organisation__in=organisations.order_by(),
    ).exclude(person__in=User.objects.filter(is_active=False))
    if wanted.operators:
        given = given.filter(assignment__group__kind=ClassGroup.Kind.OPERATORS)
    return given.filter(assignment__course=wanted.course) if wanted.course else given
