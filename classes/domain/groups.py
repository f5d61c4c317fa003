"""Opening, changing and archiving classes; who teaches and who belongs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.roles import make_learners_of
from accounts.models import Organisation, User
from classes.codes import new_code
from classes.domain.standing import follow_leaving, follow_members
from classes.domain.windows import follow_windows
from classes.models import ClassGroup, ClassTeacher, Member
from core import audit


class NameTaken(Exception):
    """There is an open class of this name in this school year."""


@transaction.atomic
def open_group(
    *,
    organisation: Organisation,
    name: str,
    kind: str,
    school_year: str = "",
    secret: str = ClassGroup.Secret.NUMBER,
    by: User,
    at: datetime,
) -> ClassGroup:
    """Whoever opens it teaches it: a school class as its homeroom teacher. Raises NameTaken."""
    group = ClassGroup(
        organisation=organisation,
        name=" ".join(name.split()),
        kind=kind,
        school_year=school_year,
        secret=secret,
        code=free_code(),
        created_at=at,
        created_by=by,
    )
    save_group(group)
    part = ClassTeacher.Part.HOMEROOM if kind == ClassGroup.Kind.SCHOOL_CLASS else ClassTeacher.Part.TEACHER
    ClassTeacher.objects.create(group=group, person=by, part=part, added_at=at, added_by=by)
    _log(by, "classes.opened", group, at)
    return group


def save_group(group: ClassGroup) -> None:
    """Raises NameTaken."""
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        same = ClassGroup.objects.filter(
            organisation=group.organisation, name=group.name, school_year=group.school_year, archived_at=None
        )
        if same.exclude(pk=group.pk).exists():
            raise NameTaken from error
        raise


def free_code() -> str:
    while ClassGroup.objects.filter(code=(code := new_code())).exists():
        pass
    return code


@transaction.atomic
def change_code(*, group: ClassGroup, by: User, at: datetime) -> None:
    """The code before it stops working at once, also on cards that were printed."""
    group.code = free_code()
    group.save(update_fields=["code"])
    _log(by, "classes.code_changed", group, at)


@transaction.atomic
def archive_group(*, group: ClassGroup, by: User, at: datetime) -> None:
    """Out of the lists of today; nothing is lost, and nobody joins or signs in with its code any more."""
    ClassGroup.objects.filter(pk=group.pk, archived_at=None).update(archived_at=at)
    group.refresh_from_db()
    _follow_locks(group, at)
    _log(by, "classes.archived", group, at)


@transaction.atomic
def reopen_group(*, group: ClassGroup, by: User, at: datetime) -> None:
    """Raises NameTaken where another class has taken the name meanwhile."""
    group.archived_at = None
    save_group(group)
    _follow_locks(group, at)
    _log(by, "classes.reopened", group, at)


def _follow_locks(group: ClassGroup, at: datetime) -> None:
    """A class in the archive keeps nobody from a quiz."""
    for assignment in group.assignments.filter(locks_quiz=True).select_related("group"):
        follow_windows(assignment, at=at)


@transaction.atomic
def add_teacher(*, group: ClassGroup, person: User, part: str, by: User, at: datetime) -> ClassTeacher:
    """Twice is once. A new homeroom teacher takes the place of the one before, who stays as a teacher."""
    if part == ClassTeacher.Part.HOMEROOM:
        group.teachers.filter(part=part).exclude(person=person).update(part=ClassTeacher.Part.TEACHER)
    row, _created = ClassTeacher.objects.update_or_create(
        group=group,
        person=person,
        defaults={"part": part},
        create_defaults={"part": part, "added_at": at, "added_by": by},
    )
    _log(by, "classes.teacher_added", group, at, person=str(person.public_id), part=part)
    return row


@transaction.atomic
def remove_teacher(*, group: ClassGroup, person: User, by: User, at: datetime) -> None:
    """From this moment on they see nothing of the class; a class without teachers is its coordinator's."""
    deleted, _rows = group.teachers.filter(person=person).delete()
    if deleted:
        _log(by, "classes.teacher_removed", group, at, person=str(person.public_id))


@transaction.atomic
def add_members(
    *, group: ClassGroup, people: Iterable[tuple[User, str]], via: str, by: User | None, at: datetime
) -> list[Member]:
    """``people``: (person, nickname). Who was here before comes back; who is here stays as they are.

    Only for people whose account the organisation made, or who came by themselves: nobody is put into a class by
    somebody who knows their user name.
    """
    wanted = dict(people)
    known = {row.person_id: row for row in group.members.select_for_update().filter(person__in=wanted)}
    back = [row for row in known.values() if row.left_at is not None]
    for row in back:
        row.left_at, row.joined_at, row.via = None, at, via
    Member.objects.bulk_update(back, ["left_at", "joined_at", "via"], batch_size=500)
    new = [
        Member(group=group, person=person, nickname=nickname, via=via, joined_at=at, added_by=by)
        for person, nickname in wanted.items()
        if person.pk not in known
    ]
    made = Member.objects.bulk_create(new, batch_size=500)
    came = [*made, *back]
    make_learners_of(organisation=group.organisation, people=[row.person_id for row in came], at=at)
    follow_members(group, [row.person_id for row in came], at=at)
    if came:
        _log(by, "classes.members_added", group, at, people=str(len(came)), via=via)
    return came


@transaction.atomic
def remove_member(*, member: Member, by: User, at: datetime) -> None:
    """Out of the class; what they learned, and their account, stay."""
    Member.objects.filter(pk=member.pk, left_at=None).update(left_at=at)
    follow_leaving(member.group, [member.person_id], at=at)
    _log(by, "classes.member_removed", member.group, at, person=str(member.person.public_id))


def _log(by: User | None, action: str, group: ClassGroup, at: datetime, **detail: str) -> None:
    actor = str(by.public_id) if by else "system"
    audit.log(actor=actor, action=action, subject=str(group.public_id), detail=detail, at=at)
