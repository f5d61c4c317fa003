"""Whose classes somebody sees: their own, and those of the branch they coordinate (SECURITY 13, 14).

Every list, count, export and address of classes goes through here.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, RoleGrant, User
from accounts.roles import Role
from classes.models import ClassGroup, ClassTeacher
from core.prepared import Prepared, PreparedObjects

_COORDINATES = (Role.COORDINATOR.value, Role.AUTHOR.value)  # of an organisation and all below it
_TEACHES = (*_COORDINATES, Role.TEACHER.value)


def is_administrator(by: User) -> bool:
    return by.is_staff and by.has_perm("accounts.grant_roles")  # of others the permissions are not even read


def groups_in_reach(by: User) -> QuerySet[ClassGroup]:
    """Archived ones as well. One query more than the list itself: the person's roles."""
    groups = ClassGroup.objects.all()
    if is_administrator(by):
        return groups
    inside = Q(Exists(ClassTeacher.objects.filter(group=OuterRef("pk"), person=by)))
    for path in branches(by, _COORDINATES):
        inside |= Q(organisation__path__startswith=path)
    return groups.filter(inside)


_groups = PreparedObjects(ClassGroup, lambda key: ClassGroup.objects.filter(public_id=key), beside="organisation")
_teaches = Prepared(lambda by, group: ClassTeacher.objects.filter(person=by, group=group).values_list("pk"))


def group_in_reach(by: User, public_id: UUID) -> ClassGroup | None:
    """The class with its organisation, as ``groups_in_reach`` would find it: asked for at each page of a class."""
    for group in _groups(public_id):
        if is_administrator(by) or _teaches(by.pk, group.pk):
            return group
        if any(group.organisation.path.startswith(path) for path in branches(by, _COORDINATES)):
            return group
    return None


def organisations_led(by: User) -> QuerySet[Organisation]:
    """Where this person may open a class: in the order of the tree."""
    return _within(by, _TEACHES)


def organisations_coordinated(by: User) -> QuerySet[Organisation]:
    """Whose classes, people and numbers this person sees as a whole."""
    return _within(by, _COORDINATES)


def _within(by: User, roles: tuple[str, ...]) -> QuerySet[Organisation]:
    found = Organisation.objects.order_by("path")
    if is_administrator(by):
        return found
    inside = Q(pk__in=())
    for path in branches(by, roles):
        inside |= Q(path__startswith=path)
    return found.filter(inside)


_paths = Prepared(
    lambda person, *roles: RoleGrant.objects.filter(
        person=person, role__in=roles, organisation__isnull=False
    ).values_list("organisation__path")
)


def branches(by: User, roles: tuple[str, ...]) -> list[str]:
    return [path for (path,) in _paths(by.pk, *roles)]


def coordinates(by: User, group: ClassGroup) -> bool:
    """May do what a teacher of the class may not: appoint teachers, move the class, see the branch."""
    return organisations_coordinated(by).filter(pk=group.organisation_id).exists()


def leads_classes(by: User) -> bool:
    """Whether “Kelas” is shown to this person at all."""
    return (
        is_administrator(by)
        or by.taught_classes.exists()
        or RoleGrant.objects.filter(person=by, role__in=_TEACHES, organisation__isnull=False).exists()
    )


def may_appoint(by: User, group: ClassGroup) -> bool:
    """Say who teaches here: a coordinator, or the homeroom teacher."""
    return coordinates(by, group) or group.teachers.filter(person=by, part="homeroom").exists()


def teaches_within(person: User, organisation: Organisation) -> bool:
    """Holds a teaching role for this organisation, given there or above."""
    return any(organisation.path.startswith(path) for path in branches(person, _TEACHES))
