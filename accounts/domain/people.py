"""Which people a member of staff may see and help."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.domain.guardians import STOPPED
from accounts.models import GuardianConsent, RoleGrant, User
from accounts.phones import looks_like_phone, normalise_phone
from accounts.roles import ROLES, Role


def people_in_reach(by: User) -> QuerySet[User]:
    """Everybody for administrators; for trainers the people of their own branch of organisations (SECURITY 14).

    Children whose guardians do not agree are in no list but an administrator's, who may be asked to erase them.
    """
    people = User.objects.filter(is_guest=False)
    if by.has_perm("accounts.grant_roles"):
        return people
    branches = branches_of(by)
    if not branches:
        return people.none()
    inside = Q()
    for path in branches:
        inside |= Q(organisation__path__startswith=path)
    members = RoleGrant.objects.filter(inside).values("person")
    stopped = GuardianConsent.objects.filter(state__in=STOPPED).values("person")
    return people.filter(pk__in=members, is_staff=False).exclude(pk__in=stopped)


def branches_of(by: User) -> list[str]:
    """Paths of the organisations whose people, also those of all below, this trainer may see and help."""
    return [
        grant.organisation.path
        for grant in by.role_grants.select_related("organisation")
        if grant.organisation and ROLES[Role(grant.role)].resets_secrets
    ]


def may_administer(*, by: User, person: User) -> bool:
    """An administrator, for everybody else's account; one with all rights only by another one with all rights."""
    return (
        by.has_perm("accounts.grant_roles")
        and person != by
        and not person.is_guest
        and (by.is_superuser or not person.is_superuser)
    )


def search_people(people: QuerySet[User], words: str) -> QuerySet[User]:
    """By name, user name, or a whole phone number however it is written."""
    words = " ".join(words.replace("\0", " ").split())  # PostgreSQL knows no NUL in a text
    if not words:
        return people
    found = Q(name__icontains=words) | Q(username__icontains=words)
    if looks_like_phone(words):
        found |= Q(phone=normalise_phone(words))
    return people.filter(found)
