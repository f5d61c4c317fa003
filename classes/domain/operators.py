"""Operators of an agency: people named by it, who must finish a course until a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.managed import NewPupil, make_managed_accounts, plain_name, same_names
from accounts.models import Organisation, User
from accounts.models.people import Age
from classes.domain.assign import Terms, give_assignment
from classes.domain.branches import open_groups
from classes.domain.groups import add_members, free_code, save_group
from classes.domain.personal_times import give_day
from classes.domain.queries import counted_people
from classes.domain.standing import due_of
from classes.models import Assignment, ClassGroup, PersonalAssignment
from core import audit
from core.requestkeys import act_on, claim
from courses.outline import Outline


class DueEarlier(Exception):
    """The operators of this agency have this course already, until a later day."""

    def __init__(self, due_at: datetime) -> None:
        self.due_at = due_at


@dataclass(frozen=True)
class Named:
    """``again``: who was an operator here before, and stays one."""

    group: ClassGroup
    made: Sequence[User]
    again: Sequence[str]


def operators_group(organisation: Organisation) -> ClassGroup | None:
    """The open class of its operators; the first, where somebody opened several."""
    return organisation.class_groups.filter(kind=ClassGroup.Kind.OPERATORS, archived_at=None).order_by("pk").first()


@transaction.atomic
def name_operators(
    *,
    organisation: Organisation,
    names: Sequence[str],
    outline: Outline,
    due_at: datetime,
    group_name: str,
    by: User,
    at: datetime,
    key: UUID,
) -> Named | None:
    """Accounts that the agency makes, in its class of operators, which is opened where there is none.

    A name that is in the class already is that person. None: the same key was here before, nothing is done again.
    The class has no teacher by this: its coordinator looks after it. Raises DueEarlier.
    """
    if not claim(person=by.public_id, key=key, act=act_on("name_operators", organisation.public_id), at=at):
        return None
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two at once open one class, not two
    group = operators_group(organisation) or _open(organisation, group_name, by=by, at=at)
    here = {plain_name(name) for name in _names_in(group)}
    wanted = {plain_name(name): name for name in names}
    new = [name for plain, name in wanted.items() if plain not in here]
    people = make_managed_accounts(
        organisation=organisation,
        names=[NewPupil(name, age=Age.ADULT, full_name=True) for name in new],
        by=by,
        at=at,
    )
    add_members(group=group, people=[(one, "") for one in people], via="typed", by=by, at=at)
    _give_course(group, outline, due_at, people, by=by, at=at)
    return Named(group, people, [name for plain, name in wanted.items() if plain in here])


def known_names(*, organisation: Organisation, names: Sequence[str]) -> list[str]:
    """Of ``names`` those for which the agency has an account outside of its operators: is it the same person?"""
    group = operators_group(organisation)
    here = {plain_name(name) for name in _names_in(group)} if group else set()
    known = same_names(organisation=organisation, names=names)
    return [name for name in names if plain_name(name) in known and plain_name(name) not in here]


def _names_in(group: ClassGroup) -> list[str]:
    return list(group.members.filter(left_at=None).values_list("person__name", flat=True))


def _open(organisation: Organisation, name: str, *, by: User, at: datetime) -> ClassGroup:
    group = ClassGroup(
        organisation=organisation,
        name=_free_name(organisation, name),
        kind=ClassGroup.Kind.OPERATORS,
        code=free_code(),
        created_at=at,
        created_by=by,
    )
    save_group(group)
    audit.log(actor=str(by.public_id), action="classes.opened", subject=str(group.public_id), at=at)
    return group


def _free_name(organisation: Organisation, name: str) -> str:
    """Another kind of class may bear it: “Operator”, then “Operator 2”."""
    taken = set(organisation.class_groups.filter(archived_at=None, school_year="").values_list("name", flat=True))
    number = 1
    while (found := name if number == 1 else f"{name} {number}") in taken:
        number += 1
    return found


def _give_course(
    group: ClassGroup, outline: Outline, due_at: datetime, people: Sequence[User], *, by: User, at: datetime
) -> None:
    """Once to the whole class. Who is named later may get a later day, never an earlier one; or a first one."""
    given = group.assignments.filter(
        kind=Assignment.Kind.COURSE, course=outline.course, withdrawn_at=None, for_everybody=True
    ).first()
    if given is None:
        give_assignment(
            group=group,
            kind=Assignment.Kind.COURSE,
            course=outline.course,
            target=outline.course,
            terms=Terms(due_at=due_at),
            by=by,
            at=at,
            key=uuid4(),  # the act has a key of its own already
        )
    elif given.due_at is not None and due_at < given.due_at:
        raise DueEarlier(given.due_at)
    elif given.due_at is None or due_at > given.due_at:
        give_day(assignment=given, people=[one.pk for one in people], due_at=due_at, at=at)


def unfinished(organisations: QuerySet[Organisation]) -> list[PersonalAssignment]:
    """What operators of these agencies have not finished: what is due first comes first, what has no day last."""
    groups = open_groups(organisations).filter(kind=ClassGroup.Kind.OPERATORS)
    rows = PersonalAssignment.objects.filter(
        counted_people(), assignment__group__in=groups, assignment__withdrawn_at=None, done_at=None
    ).select_related("person", "assignment__group__organisation")
    return sorted(
        rows, key=lambda row: (not (due := due_of(row)), due and due.timestamp(), row.person.name.casefold(), row.pk)
    )
