"""What each row of a list would do in this school. Pure.

A pupil is known again by NISN, then by NIPD, then by the name within the class. A name alone elsewhere in the school
is a question to whoever imports. Empty cells never take anything away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from classes.rosters.model import Note, Row, Why
from classes.rosters.words import class_key, is_better_spelling, name_key, tidy

MOST_CANDIDATES = 10


class Act(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ASK = "ask"
    REFUSED = "refused"
    ABSENT = "absent"  # a member who is not in the list; made by the caller


class Change(StrEnum):
    NAME = "name"
    NICKNAME = "nickname"
    NISN = "nisn"
    NIPD = "nipd"
    CLASS = "class"


@dataclass(frozen=True)
class Known:
    """Somebody of this school. ``classes``: class key → nickname there, of today; ``ours``: it made the account."""

    pk: int
    name: str
    nisn: str = ""
    nipd: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)
    ours: bool = True
    active: bool = True


@dataclass(frozen=True)
class Plan:
    row: Row
    act: Act
    group: str = ""  # class key
    person: int | None = None
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    candidates: tuple[int, ...] = ()
    why: Why | None = None
    twin: int | None = None  # the line that names the same pupil


@dataclass(frozen=True)
class Place:
    """Where a list is brought: to one class, or to a school. ``only``: the key of that class, with ``take_all``

    for all its rows, whatever class stands in them. ``may_open``: classes that are not there are opened.
    """

    classes: frozenset[str]
    only: str | None = None
    take_all: bool = False
    may_open: bool = False

    def of(self, row: Row) -> str | Why:
        key = class_key(row.group) if row.group else ""
        if self.only is not None:
            return self.only if self.take_all or key in ("", self.only) else Why.OTHER_CLASS
        if not key:
            return Why.NO_CLASS
        return key if key in self.classes or self.may_open else Why.CLASS_NOT_OPENED


def match(rows: Sequence[Row], known: Iterable[Known], place: Place) -> list[Plan]:
    """In the order of ``rows``."""
    return _Matching(rows, known, place).plans()


class _Matching:
    def __init__(self, rows: Sequence[Row], known: Iterable[Known], place: Place) -> None:
        self.rows, self.place = rows, place
        self.known = {one.pk: one for one in known}
        self.by_nisn = {one.nisn: one for one in self.known.values() if one.nisn}
        self.by_nipd = {one.nipd: one for one in self.known.values() if one.nipd}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for one in self.known.values():
            self.by_name[name_key(one.name)].append(one)
        self.found: dict[int, Plan] = {}  # place among the rows → what is decided
        self.taken: dict[int, int] = {}  # person → line
        self.groups: dict[int, str] = {}

    def plans(self) -> list[Plan]:
        self._refuse()
        self._by_numbers()
        self._by_name(lambda row, one, key: tidy(one.classes[key]) == row.nickname)
        self._by_name(lambda _row, _one, _key: True)
        self._rest()
        return [self.found[place] for place in range(len(self.rows))]

    def _open(self) -> Iterable[tuple[int, Row, str]]:
        return ((at, self.rows[at], key) for at, key in self.groups.items() if at not in self.found)

    def _refuse(self) -> None:
        """What is refused whoever is known, and the second row of one number."""
        seen: dict[tuple[str, str], int] = {}
        for at, row in enumerate(self.rows):
            group = self.place.of(row)
            why = row.why or (group if isinstance(group, Why) else None)
            if why:
                self.found[at] = Plan(row, Act.REFUSED, why=why)
                continue
            numbers = [pair for pair in (("nisn", row.nisn), ("nipd", row.nipd)) if pair[1]]
            twin = next((seen[pair] for pair in numbers if pair in seen), None)
            if twin is not None:
                self.found[at] = Plan(row, Act.REFUSED, why=Why.SAME_AS_LINE, twin=twin)
                continue
            seen |= dict.fromkeys(numbers, row.line)
            self.groups[at] = str(group)

    def _by_numbers(self) -> None:
        for at, row, key in list(self._open()):
            by_nisn, by_nipd = self.by_nisn.get(row.nisn), self.by_nipd.get(row.nipd)
            one = by_nisn or by_nipd
            if one is None:
                continue
            if (by_nipd and by_nipd is not one) or not _compatible(row, one, nipd=by_nisn is None):
                self.found[at] = Plan(row, Act.REFUSED, why=Why.TWO_PUPILS)
            elif one.pk in self.taken:
                self.found[at] = Plan(row, Act.REFUSED, why=Why.SAME_AS_LINE, twin=self.taken[one.pk])
            elif not one.active:
                self.found[at] = Plan(row, Act.REFUSED, why=Why.STOPPED)
            elif not one.ours and key not in one.classes:
                self.found[at] = Plan(row, Act.REFUSED, why=Why.NOT_OURS)
            else:
                self._take(at, row, key, one)

    def _by_name(self, fits: Callable[[Row, Known, str], bool]) -> None:
        for at, row, key in list(self._open()):
            for one in self.by_name[name_key(row.name)]:
                here = key in one.classes and one.active and one.pk not in self.taken
                if here and _compatible(row, one) and fits(row, one, key):
                    self._take(at, row, key, one)
                    break

    def _rest(self) -> None:
        """Somebody new, or perhaps one of the school, or of another row of this class."""
        rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for plan in self.found.values():
            if plan.person is not None:
                rows[name_key(plan.row.name), plan.group].append(plan.row)
        for at, row, key in list(self._open()):
            name = name_key(row.name)
            same = [
                one.pk
                for one in self.by_name[name]
                if one.ours and one.active and one.pk not in self.taken and _compatible(row, one)
            ]
            twin = next((other.line for other in rows[name, key] if _may_be_one(row, other)), None)
            rows[name, key].append(row)
            if same or twin is not None:
                plan = Plan(row, Act.ASK, key, candidates=tuple(same[:MOST_CANDIDATES]), twin=twin)
            else:
                plan = Plan(row, Act.NEW, key)
            self.found[at] = replace(plan, notes=row.notes)

    def _take(self, at: int, row: Row, key: str, one: Known) -> None:
        self.taken[one.pk] = row.line
        self.found[at] = taken(row, one, key, self.place)


def taken(row: Row, one: Known, key: str, place: Place) -> Plan:
    """This row is this person. What is known of somebody of another class is that class's to change."""
    here = key in one.classes
    ours = one.ours and (here or place.only is None)
    changes, notes = [], list(row.notes)
    if not here:
        changes.append(Change.CLASS)
    if name_key(row.name) != name_key(one.name) or is_better_spelling(row.name, tidy(one.name)):
        if ours:
            changes.append(Change.NAME)
        elif name_key(row.name) != name_key(one.name):
            notes.append(Note.OF_ANOTHER_CLASS if one.ours else Note.NAME_NOT_OURS)
    if row.nickname and row.nickname != tidy(one.classes.get(key, "")):
        changes.append(Change.NICKNAME)
    for change, said, kept in ((Change.NISN, row.nisn, one.nisn), (Change.NIPD, row.nipd, one.nipd)):
        if said and said != kept and (here or ours):
            changes.append(change)
    act = Act.CHANGED if changes else Act.SAME
    return Plan(row, act, key, person=one.pk, changes=tuple(changes), notes=tuple(notes))


def _compatible(row: Row, one: Known, *, nipd: bool = True) -> bool:
    """Not two people by their numbers. A school may give a new NIPD, so with the same NISN that one is no matter."""
    if row.nisn and one.nisn and row.nisn != one.nisn:
        return False
    return not (nipd and row.nipd and one.nipd and row.nipd != one.nipd and row.nisn != one.nisn)


def _may_be_one(row: Row, other: Row) -> bool:
    return not (row.nisn and other.nisn) and not (row.nipd and other.nipd)
