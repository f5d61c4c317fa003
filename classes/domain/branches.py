"""A branch of the tree of organisations: its classes and people, counted and listed for who coordinates it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from accounts.models import Organisation
from classes.domain.queries import DONE, NEEDS_HELP, counted_people
from classes.models import ClassGroup, Member, PersonalAssignment


def open_groups(organisations: QuerySet[Organisation]) -> QuerySet[ClassGroup]:
    """Not archived; training events have pages of their own."""
    listed = ClassGroup.objects.filter(organisation__in=organisations, archived_at=None)
    return listed.exclude(kind=ClassGroup.Kind.EVENT)


def branch_of(organisation: Organisation) -> QuerySet[Organisation]:
    """It and all below it, in the order of the tree."""
    return Organisation.objects.filter(path__startswith=organisation.path).order_by("path")


def current_people(groups: QuerySet[ClassGroup]) -> QuerySet[Member]:
    """Who is in one of these classes today; somebody in two of them twice."""
    return Member.objects.filter(group__in=groups, left_at=None, person__is_active=True)


@dataclass
class Branch:
    """An organisation with the sums of all below it. Who is in classes of two organisations counts in both."""

    organisation: Organisation
    classes: int = 0
    people: int = 0
    indent: int = 0  # how deep below the first that is shown


def branches_with_counts(organisations: QuerySet[Organisation]) -> list[Branch]:
    """In the order of the tree. Three queries, however many they are."""
    found = [Branch(one) for one in organisations]
    groups = open_groups(organisations)
    classes = dict(groups.order_by().values_list("organisation").annotate(Count("pk")))
    inside = current_people(groups).values_list("group__organisation")
    people = dict(inside.annotate(Count("person", distinct=True)))
    sums = summed_up([one.organisation for one in found], [classes, people])
    top: list[str] = []
    for one in found:
        while top and not one.organisation.path.startswith(top[-1]):
            top.pop()
        one.classes, one.people = sums[one.organisation.pk]
        one.indent = len(top)
        top.append(one.organisation.path)
    return found


def summed_up(organisations: Iterable[Organisation], counts: Sequence[Mapping[int, int]]) -> dict[int, tuple[int, ...]]:
    """For each organisation its own numbers and those of all below it that are among ``organisations``."""
    by_path = {one.path: one.pk for one in organisations}
    step = Organisation.steplen
    sums = {pk: [0] * len(counts) for pk in by_path.values()}
    for path, pk in by_path.items():
        own = [count.get(pk, 0) for count in counts]
        for end in range(step, len(path) + 1, step):
            if (above := by_path.get(path[:end])) is not None:
                sums[above] = [one + other for one, other in zip(sums[above], own, strict=True)]
    return {pk: tuple(values) for pk, values in sums.items()}


@dataclass
class ClassLine:
    """``given``: parts of assignments that people have; ``done`` and ``need_help`` of them."""

    group: ClassGroup
    teachers: Sequence[str] = field(default_factory=list)
    people: int = 0
    assignments: int = 0
    given: int = 0
    done: int = 0
    need_help: int = 0


def class_lines(groups: Collection[ClassGroup]) -> list[ClassLine]:
    """Three queries. ``groups``: with their teachers prefetched."""
    lines = {one.pk: ClassLine(one, [row.person.name for row in one.teachers.all()]) for one in groups}
    here = Member.objects.filter(group__in=lines, left_at=None, person__is_active=True)
    for group, people in here.values_list("group").annotate(Count("pk")):
        lines[group].people = people
    given = PersonalAssignment.objects.filter(
        counted_people(), assignment__group__in=lines, assignment__withdrawn_at=None
    )
    for row in given.values("assignment__group").annotate(
        assignments=Count("assignment", distinct=True),
        given=Count("pk"),
        done=Count("pk", filter=DONE),
        help=Count("pk", filter=NEEDS_HELP),
    ):
        line = lines[row["assignment__group"]]
        line.assignments, line.given = row["assignments"], row["given"]
        line.done, line.need_help = row["done"], row["help"]
    return list(lines.values())


def listed_groups(organisations: QuerySet[Organisation]) -> QuerySet[ClassGroup]:
    """In the order of the tree, then by name."""
    found = open_groups(organisations).select_related("organisation").prefetch_related("teachers__person")
    return found.order_by("organisation__path", "-school_year", "name", "pk")


def given_in(groups: QuerySet[ClassGroup]) -> Q:
    """Of personal assignments: those of these classes."""
    return Q(assignment__group__in=groups)
