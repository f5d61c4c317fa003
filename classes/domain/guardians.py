"""Whose guardians a class asks."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from accounts.models.people import Age
from classes.models import ClassGroup


def people_with_guardians(group: ClassGroup) -> QuerySet[User]:
    """Those of the class whose account its organisation made, but for adults; also those who are stopped. One query."""
    members = User.objects.filter(class_memberships__group=group, class_memberships__left_at=None)
    ours = members.filter(managed_by__path__startswith=group.organisation.path, is_guest=False, is_staff=False)
    return ours.exclude(age=Age.ADULT).select_related("guardian_consent").order_by("name", "pk")
