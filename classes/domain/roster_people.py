"""What rows of a list do to people: accounts, numbers, names, memberships. Part of a step of roster_apply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.managed import NewPupil, make_managed_accounts
from accounts.models import User
from accounts.models.people import Age
from classes.domain.groups import add_members, free_code, save_group
from classes.domain.roster_plan import BATCH, School, keep_fixed_names, row_of, school_of
from classes.models import ClassGroup, Member, PersonalAssignment, PupilNumber, RosterImport, RosterRow
from classes.rosters.matching import Act, Change, Plan, match, taken
from classes.rosters.words import class_key

CHANGED_SINCE = "changed_since"  # RosterRow.why: it would not do any more what was shown
Work = tuple[RosterRow, Plan]


@dataclass
class _Joining:
    """Who comes into a class, with the nickname there."""

    people: list[tuple[User, str]] = field(default_factory=list)
    rows: dict[int, RosterRow] = field(default_factory=dict)


def carry_out_rows(roster: RosterImport, rows: Sequence[RosterRow], *, at: datetime) -> None:
    """The rows come back done, with what stood before, and without what was read."""
    done_before = roster.rows.filter(done=True, person__isnull=False).values_list("person", flat=True)
    school = school_of(roster, without=set(done_before))
    work = _still_agreed([row for row in rows if row.act != Act.ABSENT], school)
    _open_classes(roster, school, work, at)
    made = _make_people(roster, [one for one in work if one[1].person is None], at)
    there = User.objects.in_bulk([plan.person for _row, plan in work if plan.person] + [one.pk for one in made])
    _write_names(work, there)
    _write_numbers(roster, work)
    _write_memberships(roster, school, work, there, at)
    _take_out([row for row in rows if row.act == Act.ABSENT], at)
    for row in rows:
        row.done = True
        row.name = row.nickname = row.nisn = row.nipd = ""
    RosterRow.objects.filter(pk__in=[row.pk for row in rows]).delete()  # faster than writing nine columns of each
    RosterRow.objects.bulk_create(rows, batch_size=BATCH)


def _still_agreed(rows: Sequence[RosterRow], school: School) -> list[Work]:
    """With what they would do now. Who was shown something else than this is left out, and told."""
    plans = keep_fixed_names(match([row_of(row) for row in rows], school.known.values(), school.place))
    work, persons = [], set[int]()
    for row, plan in zip(rows, plans, strict=True):
        agreed = _agreed(row, plan, school)
        if agreed is None or (agreed.person in persons):
            row.act, row.why, row.person, row.changes = Act.REFUSED.value, CHANGED_SINCE, None, []
            continue
        if agreed.person:
            persons.add(agreed.person)
        work.append((row, agreed))
    return work


def _agreed(row: RosterRow, plan: Plan, school: School) -> Plan | None:
    if row.act == Act.NEW:
        return plan if plan.act is Act.NEW else None
    if row.act == Act.ASK:
        if row.choice == "new":
            return plan if plan.act in (Act.NEW, Act.ASK) else None
        chosen = school.known.get(row.person_id or 0)
        if plan.act is not Act.ASK or chosen is None or chosen.pk not in plan.candidates:
            return None
        return keep_fixed_names([taken(plan.row, chosen, plan.group, school.place)])[0]
    same = plan.person is not None and plan.person == row.person_id
    return plan if same and {change.value for change in plan.changes} <= set(row.changes) else None


def _open_classes(roster: RosterImport, school: School, work: Sequence[Work], at: datetime) -> None:
    """Without a teacher: they are the coordinator's until somebody is appointed."""
    for row, plan in work:
        if plan.group in school.groups:
            continue
        group = ClassGroup(
            organisation=roster.organisation,
            name=row.class_name,
            kind=ClassGroup.Kind.SCHOOL_CLASS,
            school_year=roster.school_year,
            code=free_code(),
            created_at=at,
            created_by=roster.by,
        )
        save_group(group)
        school.groups[class_key(row.class_name)] = group
        roster.classes_made.append(group.pk)
        roster.save(update_fields=["classes_made"])


def _make_people(roster: RosterImport, new: Sequence[Work], at: datetime) -> list[User]:
    kind = roster.group.kind if roster.group else ClassGroup.Kind.SCHOOL_CLASS
    age = Age.MINOR if kind == ClassGroup.Kind.SCHOOL_CLASS else Age.UNKNOWN
    names = [NewPupil(row.name, age, full_name=True) for row, _plan in new]
    made = make_managed_accounts(organisation=roster.organisation, names=names, by=roster.by, at=at)
    for (row, _plan), person in zip(new, made, strict=True):
        row.person, row.before = person, {"made": True}
    return made


def _write_names(work: Sequence[Work], there: dict[int, User]) -> None:
    renamed = []
    for row, plan in work:
        if Change.NAME in plan.changes:
            person = there[plan.person or 0]
            row.before["name"] = [person.name, row.name]
            person.name = row.name
            renamed.append(person)
    User.objects.bulk_update(renamed, ["name"], batch_size=BATCH)


def _write_numbers(roster: RosterImport, work: Sequence[Work]) -> None:
    wanted = {row.person_id: (row, plan) for row, plan in work if _new_numbers(row, plan)}
    kept = {
        one.person_id: one for one in PupilNumber.objects.filter(organisation=roster.organisation_id, person__in=wanted)
    }
    fresh = []
    for person, (row, plan) in wanted.items():
        one = kept.get(person or 0) or PupilNumber(organisation=roster.organisation, person_id=person)
        for name in _new_numbers(row, plan):
            if "made" not in row.before:
                row.before[name] = [getattr(one, name), getattr(row, name)]
            setattr(one, name, getattr(row, name))
        if one.pk is None:
            fresh.append(one)
    PupilNumber.objects.bulk_update(kept.values(), ["nisn", "nipd"], batch_size=BATCH)
    PupilNumber.objects.bulk_create(fresh, batch_size=BATCH)


def _new_numbers(row: RosterRow, plan: Plan) -> list[str]:
    if plan.person is None:
        return [name for name in ("nisn", "nipd") if getattr(row, name)]
    return [change.value for change in (Change.NISN, Change.NIPD) if change in plan.changes]


def _write_memberships(
    roster: RosterImport, school: School, work: Sequence[Work], there: dict[int, User], at: datetime
) -> None:
    joining: dict[int, _Joining] = defaultdict(_Joining)
    nicknames: list[RosterRow] = []
    groups = {group.pk: group for group in school.groups.values()}
    for row, plan in work:
        row.group = school.groups[plan.group]
        if plan.person is None or Change.CLASS in plan.changes:
            into = joining[row.group.pk]
            into.people.append((there[row.person_id or 0], row.nickname))
            into.rows[row.person_id or 0] = row
        elif Change.NICKNAME in plan.changes:
            nicknames.append(row)
    moving = [row for row, plan in work if plan.person and Change.CLASS in plan.changes and roster.group is None]
    _leave_other_classes(moving, groups, at)
    for key, into in joining.items():
        _join(groups[key], into, roster.by, at)
    _write_nicknames([*nicknames, *_known_elsewhere(work)])


def _known_elsewhere(work: Sequence[Work]) -> list[RosterRow]:
    """Who comes back into a class has an earlier membership there, perhaps with another nickname."""
    return [row for row, plan in work if plan.person and {Change.CLASS, Change.NICKNAME} <= set(plan.changes)]


def _join(group: ClassGroup, into: _Joining, by: User | None, at: datetime) -> None:
    left = {one.person_id: one.left_at for one in group.members.filter(person__in=into.rows, left_at__isnull=False)}
    add_members(group=group, people=into.people, via=Member.Via.IMPORTED, by=by, at=at)
    for person, row in into.rows.items():
        moment = left.get(person)
        row.before["joined"] = moment.isoformat() if moment else ""


def _write_nicknames(rows: Iterable[RosterRow]) -> None:
    by_member = {(row.group_id, row.person_id): row for row in rows if row.nickname}
    members = Member.objects.filter(
        group__in={group for group, _person in by_member}, person__in=[person for _group, person in by_member]
    )
    changed = []
    for one in members:
        row = by_member.get((one.group_id, one.person_id))
        if row is not None and one.nickname != row.nickname:
            row.before["nickname"] = [one.nickname, row.nickname]
            one.nickname = row.nickname
            changed.append(one)
    Member.objects.bulk_update(changed, ["nickname"], batch_size=BATCH)


def _leave_other_classes(rows: Sequence[RosterRow], groups: dict[int, ClassGroup], at: datetime) -> None:
    """A pupil is in one class of the school and year: whom the list puts into another one leaves the first."""
    by_person = {row.person_id: row for row in rows}
    schools = [pk for pk, group in groups.items() if group.kind == ClassGroup.Kind.SCHOOL_CLASS]
    members = Member.objects.filter(person__in=by_person, group__in=schools, left_at=None)
    leaving = [one for one in members if one.group_id != by_person[one.person_id].group_id]
    for one in leaving:
        by_person[one.person_id].before.setdefault("left", []).append(one.group_id)
    leave_classes(leaving, at)


def _take_out(rows: Sequence[RosterRow], at: datetime) -> None:
    wanted = {(row.person_id, row.group_id): row for row in rows}
    members = Member.objects.filter(
        person__in=[row.person_id for row in rows], group__in={row.group_id for row in rows}, left_at=None
    )
    leaving = [one for one in members if (one.person_id, one.group_id) in wanted]
    for one in leaving:
        wanted[one.person_id, one.group_id].before = {"left": [one.group_id]}
    leave_classes(leaving, at)


def leave_classes(members: Sequence[Member], at: datetime) -> None:
    """As remove_member, for many."""
    by_group: dict[int, list[int]] = defaultdict(list)
    for one in members:
        by_group[one.group_id].append(one.person_id)
    Member.objects.filter(pk__in=[one.pk for one in members]).update(left_at=at)
    for group, people in by_group.items():
        PersonalAssignment.objects.filter(assignment__group=group, person__in=people, removed_at=None).update(
            removed_at=at
        )
