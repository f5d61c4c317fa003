"""A list of pupils as its pages show it, and a class as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from classes.domain.queries import current_members
from classes.models import ClassGroup, Member, PupilNumber, RosterImport, RosterRow
from classes.rosters.columns import OWN
from classes.rosters.matching import Act
from classes.rosters.words import class_key
from core.sheets import Table


@dataclass(frozen=True)
class Candidate:
    person: User
    classes: str  # where they are today
    chosen: bool


@dataclass(frozen=True)
class ShownRow:
    row: RosterRow
    classes: str  # of the pupil who is known
    candidates: Sequence[Candidate] = ()


def counts_of(roster: RosterImport) -> dict[str, int]:
    """Act → rows, and how many duplicates are not decided."""
    found = dict.fromkeys((act.value for act in Act), 0)
    found |= dict(roster.rows.order_by().values_list("act").annotate(count=Count("pk")))
    found["undecided"] = roster.rows.filter(act=Act.ASK, choice="").count()
    return found


def new_classes(roster: RosterImport) -> list[str]:
    """Names of classes that would be opened, as they are written first."""
    if roster.group:
        return []
    open_ones = ClassGroup.objects.filter(
        organisation=roster.organisation_id, school_year=roster.school_year, archived_at=None
    )
    keys = {class_key(name) for name in open_ones.values_list("name", flat=True)}
    names: dict[str, str] = {}
    rows = roster.rows.exclude(act__in=(Act.REFUSED, Act.ABSENT)).order_by("line")
    for name in rows.values_list("class_name", flat=True):
        if (key := class_key(name)) not in keys:
            names.setdefault(key, name)
    return sorted(names.values())


def shown_rows(rows: Iterable[RosterRow]) -> list[ShownRow]:
    """Three queries, however many rows."""
    rows = list(rows)
    asked: dict[int, list[User]] = defaultdict(list)
    candidates = [one for row in rows for one in row.candidates.all()]
    for one in candidates:
        asked[one.row_id].append(one.person)
    people = {row.person_id for row in rows if row.person_id} | {one.person_id for one in candidates}
    classes = _classes_of(people)
    return [
        ShownRow(
            row,
            classes.get(row.person_id or 0, ""),
            [
                Candidate(person, classes.get(person.pk, ""), row.choice == "take" and row.person_id == person.pk)
                for person in asked[row.pk]
            ],
        )
        for row in rows
    ]


def _classes_of(people: Collection[int]) -> Mapping[int, str]:
    members = Member.objects.filter(person__in=people, left_at=None, group__archived_at=None)
    found: dict[int, list[str]] = defaultdict(list)
    for person, name in members.order_by("group__name").values_list("person", "group__name"):
        found[person].append(name)
    return {person: ", ".join(names) for person, names in found.items()}


def roster_table(group: ClassGroup) -> Table:
    """Name, nickname, NISN, NIPD, class: what the import reads. Importing it again changes nothing."""
    numbers = {
        row.person_id: row
        for row in PupilNumber.objects.filter(
            organisation=group.organisation_id, person__in=group.members.filter(left_at=None).values("person")
        )
    }
    rows: list[Sequence[str]] = [OWN]
    for member in current_members(group):
        number = numbers.get(member.person_id)
        rows.append(
            [
                member.person.name,
                member.nickname,
                number.nisn if number else "",
                number.nipd if number else "",
                group.name,
            ]
        )
    return rows
