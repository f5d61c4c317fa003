"""Giving and taking roles; writing the table of accounts.roles into groups and permissions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, RoleGrant, User
from accounts.roles import ROLES, STAFF_ROLES, Role
from core import audit


class LastAdministrator(Exception):
    """The last administrator cannot be taken the role: nobody could give it back."""


@transaction.atomic
def grant_role(
    *, person: User, role: Role, by: User | None, at: datetime | None = None, organisation: Organisation | None = None
) -> RoleGrant:
    """Give a role (twice is once). ``by`` None: the system itself, at set-up.

    Raises ValueError for an administrator of one organisation: what the role may do knows no bounds.
    """
    if role is Role.ADMINISTRATOR and organisation is not None:
        raise ValueError("an administrator is one everywhere")
    grant, created = RoleGrant.objects.get_or_create(
        person=person, role=role.value, organisation=organisation, defaults={"granted_at": at or timezone.now()}
    )
    if created:
        follow_grants(person)
        _log(by, "accounts.role_granted", person, role, organisation)
    return grant


@transaction.atomic
def make_learners_of(*, organisation: Organisation, people: Collection[int], at: datetime) -> None:
    """The learner's role in this organisation for all of them, in a handful of queries; twice is once.

    A role that gives no right: which people came is in the log of whoever let them in.
    """
    there = RoleGrant.objects.filter(organisation=organisation, role=Role.LEARNER.value, person__in=people)
    missing = set(people) - set(there.values_list("person", flat=True))
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(person_id=pk, role=Role.LEARNER.value, organisation=organisation, granted_at=at)
            for pk in sorted(missing)
        ],
        batch_size=500,
    )
    group = Group.objects.get(name=ROLES[Role.LEARNER].group)
    in_group = User.groups.through
    rows = [in_group(user_id=pk, group_id=group.pk) for pk in sorted(missing)]
    in_group.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: User) -> None:
    """Take a role back. Raises LastAdministrator."""
    role = Role(grant.role)
    if role is Role.ADMINISTRATOR:
        others = (
            RoleGrant.objects.select_for_update().filter(role=role.value, person__is_active=True).exclude(pk=grant.pk)
        )
        if not others.exists():
            raise LastAdministrator
    person, organisation = grant.person, grant.organisation
    grant.delete()
    follow_grants(person)
    _log(by, "accounts.role_revoked", person, role, organisation)


def _log(by: User | None, action: str, person: User, role: Role, organisation: Organisation | None) -> None:
    detail = {"role": role.value, "organisation": str(organisation.public_id) if organisation else None}
    audit.log(actor=str(by.public_id) if by else "system", action=action, subject=str(person.public_id), detail=detail)


def follow_grants(person: User) -> None:
    """Groups and the staff mark as the roles say."""
    roles = {Role(role) for role in person.role_grants.values_list("role", flat=True)}
    groups = Group.objects.filter(name__in=[ROLES[role].group for role in roles])
    person.groups.set(groups)
    person.is_staff = person.is_superuser or bool(roles & STAFF_ROLES)
    if person.is_staff and (person.has_pin or person.has_pictures):
        person.must_change_secret = True  # staff need a password; the next sign-in asks for one
    person.save(update_fields=["is_staff", "must_change_secret"])


def sync_roles() -> None:
    """Make groups and permissions say what the table says; anything else they hold is taken away."""
    for rights in ROLES.values():
        group, _created = Group.objects.get_or_create(name=rights.group)
        group.permissions.set(_permissions(rights.permissions))
        _sync_page_permissions(group, rights.page_permissions)
        _sync_collection_permissions(group, rights.collection_permissions)


def _permissions(names: frozenset[str]) -> list[Permission]:
    wanted = [name.split(".") for name in sorted(names)]
    found = []
    for app, codename in wanted:
        found += list(Permission.objects.filter(content_type__app_label=app, codename=codename))
    return found


def _sync_page_permissions(group: Group, codenames: frozenset[str]) -> None:
    group_page_permission = installed_apps.get_model("wagtailcore", "GroupPagePermission")
    root = installed_apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    group_page_permission.objects.filter(group=group).exclude(
        permission__codename__in=[f"{c}_page" for c in codenames]
    ).delete()
    if root is None:
        return
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=[f"{codename}_page" for codename in codenames]
    ):
        group_page_permission.objects.get_or_create(group=group, page=root, permission=permission)


def _sync_collection_permissions(group: Group, names: frozenset[str]) -> None:
    group_collection_permission = installed_apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = installed_apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    permissions = _permissions(names)
    group_collection_permission.objects.filter(group=group).exclude(permission__in=permissions).delete()
    if root is None:
        return
    for permission in permissions:
        group_collection_permission.objects.get_or_create(group=group, collection=root, permission=permission)


def sync_roles_after_migrate(*, app_config: Any, using: str, **kwargs: Any) -> None:
    """After the last app has its tables and permissions; also after a test flushes the database."""
    if app_config is _last_app_with_models():
        sync_roles()


def _last_app_with_models() -> Any:
    return [config for config in installed_apps.get_app_configs() if config.models_module is not None][-1]
