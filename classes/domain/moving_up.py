"""A class moves up at the end of the school year: into a new class, or into one that is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from classes.domain.groups import add_members, add_teacher, archive_group, open_group
from classes.domain.roster_people import leave_classes
from classes.models import ClassGroup, ClassTeacher, Member
from core import audit, requestkeys


@dataclass(frozen=True)
class Target:
    """``group``: one that is open already; else the name and school year of a new one."""

    group: ClassGroup | None = None
    name: str = ""
    school_year: str = ""


class SomeStay(Exception):
    """A class in which somebody stays is not archived: they could not sign in any more."""


_GRADES = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def name_above(name: str) -> str:
    """“7A” → “8A”, “VII B” → “VIII B”, “Kelas 10 IPA 1” → “Kelas 11 IPA 1”; where no grade is seen, the same name."""
    if number := re.search(r"(?<![0-9])(1[0-1]|[1-9])(?![0-9])", name):
        return f"{name[: number.start()]}{int(number[0]) + 1}{name[number.end() :]}"
    if roman := re.search(r"\b(XI|IX|IV|V?I{1,3}|V|X)\b", name):
        return f"{name[: roman.start()]}{_GRADES[_GRADES.index(roman[0]) + 1]}{name[roman.end() :]}"
    return name


def year_after(school_year: str) -> str:
    """“2026/2027” → “2027/2028”."""
    first, _slash, second = school_year.partition("/")
    return f"{int(first) + 1}/{int(second) + 1}" if first.isdecimal() and second.isdecimal() else ""


@transaction.atomic
def move_up(
    *,
    group: ClassGroup,
    target: Target,
    people: Collection[int],
    with_teachers: bool,
    archive: bool,
    by: User,
    at: datetime,
    key: UUID,
) -> ClassGroup:
    """Of ``people`` (members' persons) all go; who is not among them stays. Returns the class above.

    An archived class keeps its people, so that its reports of the year stay whole; from one that stays open they leave.
    Raises NameTaken, SomeStay.
    """
    if not requestkeys.claim(person=by.public_id, key=key, act=requestkeys.act_on("move_up", group.public_id), at=at):
        group.refresh_from_db()
        return group.successor or group
    here = group.members.select_for_update(of=("self",)).filter(left_at=None).select_related("person")
    everybody = list(here)
    going = [one for one in everybody if one.person_id in people]
    if archive and len(going) < sum(one.person.is_active for one in everybody):
        raise SomeStay
    above = target.group or open_group(
        organisation=group.organisation,
        name=target.name,
        kind=group.kind,
        school_year=target.school_year,
        secret=group.secret,
        by=by,
        at=at,
    )
    add_members(group=above, people=[(one.person, one.nickname) for one in going], via=Member.Via.MOVED, by=by, at=at)
    if with_teachers:
        _bring_teachers(group, above, new=target.group is None, by=by, at=at)
    if archive:
        archive_group(group=group, by=by, at=at)
    else:
        leave_classes(going, at)
    ClassGroup.objects.filter(pk=group.pk).update(successor=above)
    group.refresh_from_db()
    _log(group, above, going, by, at)
    return above


def _bring_teachers(group: ClassGroup, above: ClassGroup, *, new: bool, by: User, at: datetime) -> None:
    """As what they were; in a class that is there its own homeroom teacher stays."""
    there = set(above.teachers.values_list("person", flat=True)) if not new else set()
    for row in group.teachers.select_related("person"):
        part = row.part if new else ClassTeacher.Part.TEACHER if row.part == "homeroom" else row.part
        if row.person_id not in there:
            add_teacher(group=above, person=row.person, part=part, by=by, at=at)


def _log(group: ClassGroup, above: ClassGroup, going: Sequence[Member], by: User, at: datetime) -> None:
    audit.log(
        actor=str(by.public_id),
        action="classes.moved_up",
        subject=str(group.public_id),
        detail={"into": str(above.public_id), "people": str(len(going))},
        at=at,
    )
