"""A list of pupils looked at: what each row would do, kept for a day until somebody carries it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.domain.names import is_name_fixed
from accounts.models import Organisation, User
from classes.models import ClassGroup, Member, PupilNumber, RosterCandidate, RosterImport, RosterRow
from classes.rosters.matching import Act, Change, Known, Place, Plan, match
from classes.rosters.model import Note, Reading, Row
from classes.rosters.words import class_key
from core import audit

BATCH = 500


@dataclass(frozen=True)
class School:
    """What a list is compared with. ``groups``: class key → the open class."""

    groups: dict[str, ClassGroup]
    known: dict[int, Known]
    place: Place


@transaction.atomic
def begin_import(
    *,
    organisation: Organisation,
    group: ClassGroup | None,
    school_year: str,
    take_all: bool,
    may_open: bool,
    reading: Reading,
    by: User,
    at: datetime,
) -> RosterImport:
    """Nothing happens to anybody yet. What this person looked at here before and left is thrown away."""
    RosterImport.objects.filter(by=by, organisation=organisation, group=group, state=RosterImport.State.READY).delete()
    roster = RosterImport.objects.create(
        organisation=organisation,
        group=group,
        school_year=group.school_year if group else school_year,
        take_all=take_all,
        may_open=may_open,
        columns=list(reading.columns),
        by=by,
        at=at,
    )
    school = school_of(roster)
    plans = keep_fixed_names(match(reading.rows, school.known.values(), school.place))
    _write_rows(roster, plans)
    _write_absent(roster, school, plans)
    log_import(roster, "classes.roster_looked_at", by, at, rows=str(len(plans)))
    return roster


def school_of(roster: RosterImport, *, without: Collection[int] = ()) -> School:
    """Five queries. ``without``: people who are not to be found again."""
    groups = target_groups(roster)
    keys = {one.pk: key for key, one in groups.items()}
    numbers = {row.person_id: row for row in PupilNumber.objects.filter(organisation=roster.organisation_id)}
    classes: dict[int, dict[str, str]] = {}
    here = Member.objects.filter(group__in=keys, left_at=None).values_list("person", "group", "nickname")
    for person, group, nickname in here:
        classes.setdefault(person, {})[keys[group]] = nickname
    ours = User.objects.filter(managed_by=roster.organisation_id, is_guest=False)
    people = list(ours.values_list("pk", "name", "is_active", "managed_by"))
    others = (numbers.keys() | classes.keys()) - {row[0] for row in people}
    people += list(User.objects.filter(pk__in=others).values_list("pk", "name", "is_active", "managed_by"))
    known = {
        pk: Known(
            pk=pk,
            name=name,
            nisn=numbers[pk].nisn if pk in numbers else "",
            nipd=numbers[pk].nipd if pk in numbers else "",
            classes=classes.get(pk, {}),
            ours=managed_by == roster.organisation_id,
            active=active,
        )
        for pk, name, active, managed_by in sorted(people)
        if pk not in without
    }
    only = class_key(roster.group.name) if roster.group else None
    return School(groups, known, Place(frozenset(groups), only, roster.take_all, roster.may_open))


def target_groups(roster: RosterImport) -> dict[str, ClassGroup]:
    if roster.group:
        return {class_key(roster.group.name): roster.group}
    found = ClassGroup.objects.filter(
        organisation=roster.organisation_id, school_year=roster.school_year, archived_at=None
    ).exclude(kind=ClassGroup.Kind.EVENT)
    groups: dict[str, ClassGroup] = {}
    for one in found.order_by("pk"):
        groups.setdefault(class_key(one.name), one)
    return groups


def keep_fixed_names(plans: Iterable[Plan]) -> list[Plan]:
    """A name that stands on a certificate already is not changed by a list."""
    plans = list(plans)
    renamed = [plan.person for plan in plans if Change.NAME in plan.changes]
    fixed = {person.pk for person in User.objects.filter(pk__in=renamed) if is_name_fixed(person)}
    return [_without_name(plan) if plan.person in fixed and Change.NAME in plan.changes else plan for plan in plans]


def _without_name(plan: Plan) -> Plan:
    changes = tuple(change for change in plan.changes if change is not Change.NAME)
    act = Act.CHANGED if changes else Act.SAME
    return replace(plan, act=act, changes=changes, notes=(*plan.notes, Note.NAME_FIXED))


def row_of(kept: RosterRow) -> Row:
    """As it was read."""
    own = [
        Note(note) for note in kept.notes if note not in (Note.NAME_FIXED, Note.NAME_NOT_OURS, Note.OF_ANOTHER_CLASS)
    ]
    return Row(kept.line, kept.name, kept.nickname, kept.nisn, kept.nipd, kept.class_name, tuple(own))


def _write_rows(roster: RosterImport, plans: Sequence[Plan]) -> None:
    rows = [
        RosterRow(
            roster=roster,
            line=plan.row.line,
            act=plan.act.value,
            why=plan.why.value if plan.why else "",
            notes=[note.value for note in plan.notes],
            changes=[change.value for change in plan.changes],
            name=plan.row.name,
            nickname=plan.row.nickname,
            nisn=plan.row.nisn,
            nipd=plan.row.nipd,
            class_name=plan.row.group,
            twin=plan.twin,
            person_id=plan.person,
        )
        for plan in plans
    ]
    RosterRow.objects.bulk_create(rows, batch_size=BATCH)
    candidates = [
        RosterCandidate(row=row, person_id=person)
        for row, plan in zip(rows, plans, strict=True)
        for person in plan.candidates
    ]
    RosterCandidate.objects.bulk_create(candidates, batch_size=BATCH)


def _write_absent(roster: RosterImport, school: School, plans: Sequence[Plan]) -> None:
    """Members of the classes that the list speaks of, whom no row is about: they stay unless somebody decides it."""
    spoken_of = {plan.group for plan in plans if plan.group}
    asked = {person for plan in plans for person in plan.candidates}
    there = {plan.person for plan in plans} | asked
    absent = [
        RosterRow(roster=roster, line=0, act=Act.ABSENT.value, person_id=one.pk, group=school.groups[key])
        for one in school.known.values()
        for key in one.classes
        if key in spoken_of and one.active and one.pk not in there
    ]
    RosterRow.objects.bulk_create(absent, batch_size=BATCH)


def log_import(roster: RosterImport, action: str, by: User | None, at: datetime, **detail: str) -> None:
    place = roster.group.public_id if roster.group else roster.organisation.public_id
    actor = str(by.public_id) if by else "system"
    audit.log(actor=actor, action=action, subject=str(roster.public_id), detail={"place": str(place), **detail}, at=at)
