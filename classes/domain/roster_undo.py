"""Taking an import back, while nobody whom it made has worked; and throwing away what is kept for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q, QuerySet

from accounts.models import Organisation, RoleGrant, User
from accounts.roles import Role
from classes.domain.roster_apply import finish
from classes.domain.roster_people import leave_classes
from classes.domain.roster_plan import BATCH, log_import
from classes.models import (
    ClassGroup,
    Member,
    PersonalAssignment,
    PupilNumber,
    RosterCandidate,
    RosterImport,
    RosterRow,
)

LOOKED_AT_FOR = timedelta(days=1)  # then what was read of a file is thrown away
CAN_BE_UNDONE_FOR = timedelta(days=30)
State = RosterImport.State


class HasWorked(Exception):
    """``people``: accounts that the import made and that somebody has used since, or written something about."""

    def __init__(self, people: Sequence[User]) -> None:
        super().__init__(len(people))
        self.people = people


class TooLate(Exception):
    """It was taken back already, is not carried out, or lies too long ago."""


def can_be_undone(roster: RosterImport, *, at: datetime) -> bool:
    return roster.state == State.DONE and roster.done_at is not None and at - roster.done_at < CAN_BE_UNDONE_FOR


@transaction.atomic
def undo_import(*, roster: RosterImport, by: User, at: datetime) -> None:
    """Accounts, memberships, changes and empty classes of this import. Raises HasWorked, TooLate."""
    Organisation.objects.select_for_update().get(pk=roster.organisation_id)
    roster.refresh_from_db()
    if not can_be_undone(roster, at=at):
        raise TooLate
    rows = list(roster.rows.filter(done=True, person__isnull=False).select_related("person"))
    made = [row.person_id for row in rows if row.before.get("made") and row.person_id]
    if busy := who_has_worked(roster, made):
        raise HasWorked(busy)
    changed = [row for row in rows if not row.before.get("made")]
    _restore_people(roster, changed)
    _restore_memberships(changed, at)
    roster.rows.all().delete()
    _remove_people(made)
    _remove_classes(roster.classes_made)
    RosterImport.objects.filter(pk=roster.pk).update(state=State.UNDONE)
    roster.refresh_from_db()
    log_import(roster, "classes.roster_undone", by, at, people=str(len(made)))


# What every account has that a list has made. A row about them anywhere else is work of somebody's.
_OWN = (Member, PersonalAssignment, PupilNumber, RoleGrant, RosterRow, RosterCandidate, User.groups.through)


def who_has_worked(roster: RosterImport, people: Collection[int]) -> list[User]:
    """Of these, by name: signed in, or named in any table but those that the import itself wrote.

    Every table that points at a person is asked, so one that comes later counts by itself.
    """
    busy = set(User.objects.filter(pk__in=people, last_login__isnull=False).values_list("pk", flat=True))
    for field in _pointing_at_people():
        busy |= _named_by(field, people)
    busy |= set(_used_assignments(people))
    groups = set(roster.rows.filter(group__isnull=False).values_list("group", flat=True))
    elsewhere = Member.objects.filter(person__in=people).exclude(group__in=groups)
    busy |= set(elsewhere.values_list("person", flat=True))
    other_roles = RoleGrant.objects.filter(person__in=people).exclude(
        role=Role.LEARNER.value, organisation=roster.organisation_id
    )
    busy |= set(other_roles.values_list("person", flat=True))
    return list(User.objects.filter(pk__in=busy).order_by("name", "pk"))


def _pointing_at_people() -> list[models.ForeignKey[User, User]]:
    relations = [one for one in User._meta.get_fields(include_hidden=True) if isinstance(one, models.ForeignObjectRel)]
    fields = [one.field for one in relations]
    return [one for one in fields if isinstance(one, models.ForeignKey) and one.model not in _OWN]


def _named_by(field: models.ForeignKey[User, User], people: Collection[int]) -> set[int]:
    rows = field.model._base_manager.filter(**{f"{field.name}__in": people})
    return set(rows.values_list(field.attname, flat=True))


def _used_assignments(people: Collection[int]) -> QuerySet[PersonalAssignment, int]:
    used = Q(started_at__isnull=False) | Q(done_at__isnull=False) | ~Q(help="") | Q(extended_by__isnull=False)
    return PersonalAssignment.objects.filter(used, person__in=people).values_list("person", flat=True)


def _restore_people(roster: RosterImport, rows: Sequence[RosterRow]) -> None:
    """What somebody has changed again since then stays as they left it."""
    renamed = []
    for row in rows:
        before, now = row.before.get("name", ("", ""))
        if row.person and now and row.person.name == now:
            row.person.name = before
            renamed.append(row.person)
    User.objects.bulk_update(renamed, ["name"], batch_size=BATCH)
    numbered = {row.person_id: row for row in rows if "nisn" in row.before or "nipd" in row.before}
    kept = list(PupilNumber.objects.filter(organisation=roster.organisation_id, person__in=numbered))
    for one in kept:
        for name in ("nisn", "nipd"):
            before, now = numbered[one.person_id].before.get(name, ("", ""))
            if now and getattr(one, name) == now:
                setattr(one, name, before)
    PupilNumber.objects.bulk_update(kept, ["nisn", "nipd"], batch_size=BATCH)
    PupilNumber.objects.filter(pk__in=[one.pk for one in kept], nisn="", nipd="").delete()


def _restore_memberships(rows: Sequence[RosterRow], at: datetime) -> None:
    """Who came in leaves; who was taken out of a class comes back, with the assignments there."""
    by_place = {(row.person_id, row.group_id): row for row in rows}
    people = [row.person_id for row in rows]
    here = list(Member.objects.filter(person__in=people, group__in={row.group_id for row in rows}))
    mine = [(one, by_place[key]) for one in here if (key := (one.person_id, one.group_id)) in by_place]
    renamed = []
    for one, row in mine:
        before, now = row.before.get("nickname", ("", ""))
        if now and one.nickname == now:
            one.nickname = before
            renamed.append(one)
    Member.objects.bulk_update(renamed, ["nickname"], batch_size=BATCH)
    leave_classes([one for one, row in mine if "joined" in row.before and one.left_at is None], at)
    back: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        for group in row.before.get("left", ()):
            back[group].append(row.person_id or 0)
    for group, gone in back.items():
        members = Member.objects.filter(group=group, person__in=gone, left_at__isnull=False)
        moments = dict(members.values_list("person", "left_at"))
        members.update(left_at=None)
        for person, moment in moments.items():
            PersonalAssignment.objects.filter(assignment__group=group, person=person, removed_at=moment).update(
                removed_at=None
            )


def _remove_people(people: Sequence[int]) -> None:
    """They have nothing but what the import gave them (who_has_worked)."""
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        for model in (PersonalAssignment, PupilNumber, Member, RoleGrant, RosterCandidate, RosterRow):
            model._base_manager.filter(person__in=some).delete()
        User.groups.through.objects.filter(user__in=some).delete()
        rows = User.objects.filter(pk__in=some)
        rows._raw_delete(rows.db)  # who_has_worked has asked every table that points at them


def _remove_classes(keys: Sequence[int]) -> None:
    for group in ClassGroup.objects.filter(pk__in=keys):
        if not (group.members.exists() or group.teachers.exists() or group.assignments.exists()):
            group.delete()


def remove_old_rosters(*, at: datetime, dry_run: bool = False) -> int:
    """Names that were read a day ago and not taken; and what would take one back, after a month. Returns how many."""
    earlier = RosterImport.objects.filter(at__lt=at - LOOKED_AT_FOR)
    forgotten = earlier.filter(state=State.READY)
    stuck = list(
        earlier.filter(state__in=(State.WAITING, State.RUNNING, State.FAILED), claimed_at__lt=at - LOOKED_AT_FOR)
    )
    late = RosterRow.objects.filter(roster__state=State.DONE, roster__done_at__lt=at - CAN_BE_UNDONE_FOR)
    count = forgotten.count() + len(stuck) + late.values("roster").distinct().count()
    if not dry_run:
        forgotten.delete()
        late.delete()
        for roster in stuck:  # what is done of it stays, and can be taken back
            finish(roster, at)
    return count
