"""What every page of a class reads first: who asks, and which class of theirs is meant (SECURITY 13, 14)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.demo import is_shut_out
from accounts.middleware import second_step_first
from accounts.models import Organisation, User
from accounts.views.own import account_required
from classes.domain.reach import group_in_reach, leads_classes, organisations_coordinated
from classes.models import Assignment, ClassGroup, Member
from core.http import Request

View = Callable[..., HttpResponse]


def leader_needed(view: View) -> View:
    """``view(request, person)``: for whoever teaches or coordinates anything; for others there is no such page."""

    @wraps(view)
    @never_cache
    @account_required
    def wrapped(request: HttpRequest, person: User, *args: Any, **kwargs: Any) -> HttpResponse:
        if not leads_classes(person):
            raise Http404
        return second_step(request, person) or view(request, person, *args, **kwargs)

    return wrapped


def class_needed(view: View) -> View:
    """``view(request, person, group, …)``: the class of this address, if it is in the person's reach; else 404."""

    @wraps(view)
    @never_cache
    @account_required
    def wrapped(request: HttpRequest, person: User, group: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        found = group_in_reach(person, group)
        if found is None:
            raise Http404
        return second_step(request, person) or view(request, person, found, *args, **kwargs)

    return wrapped


def not_of_event(view: View) -> View:
    """Below class_needed: who belongs to the class of a training is decided by its places, on its own page."""

    @wraps(view)
    def wrapped(request: HttpRequest, person: User, group: ClassGroup, *args: Any, **kwargs: Any) -> HttpResponse:
        if group.kind == ClassGroup.Kind.EVENT:
            return redirect("event_people", group.event.public_id)
        return view(request, person, group, *args, **kwargs)

    return wrapped


def teacher_needed(view: View) -> View:
    """Like class_needed, for who teaches or accompanies this very class; for coordinators and others 404."""

    @class_needed
    @wraps(view)
    def wrapped(request: HttpRequest, person: User, group: ClassGroup, *args: Any, **kwargs: Any) -> HttpResponse:
        if not group.teachers.filter(person=person).exists():
            raise Http404
        return view(request, person, group, *args, **kwargs)

    return wrapped


def coordinator_needed(view: View) -> View:
    """``view(request, person)``: for whoever coordinates an organisation; for others there is no such page."""

    @wraps(view)
    @never_cache
    @account_required
    def wrapped(request: HttpRequest, person: User, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organisations_coordinated(person).exists():
            raise Http404
        return second_step(request, person) or view(request, person, *args, **kwargs)

    return wrapped


def organisation_needed(view: View) -> View:
    """``view(request, person, organisation, …)``: the one of this address, in the person's branch; else 404."""

    @wraps(view)
    @never_cache
    @account_required
    def wrapped(request: HttpRequest, person: User, organisation: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(organisations_coordinated(person), public_id=organisation)
        return second_step(request, person) or view(request, person, found, *args, **kwargs)

    return wrapped


def second_step(request: HttpRequest, person: User) -> HttpResponse | None:
    """Staff see other people's data nowhere by a password alone (SECURITY 1); teachers have no second step."""
    if not person.is_staff:
        return None
    if is_shut_out(person, request):
        raise Http404
    return second_step_first(request)


def member_or_404(group: ClassGroup, person: UUID) -> Member:
    """By the public id of the person behind it."""
    return get_object_or_404(group.members.select_related("person"), person__public_id=person, left_at=None)


def branch_context(organisation: Organisation, person: User, part: str, **more: Any) -> dict[str, Any]:
    """For classes/branch_frame.html. ``part``: which of its tabs is shown."""
    parts = [
        ("home", "organisation", _("Overview")),
        ("operators", "operators", _("Operators")),
        ("reports", "branch_reports", _("Reports")),
    ]
    links = [(name, reverse(address, args=[organisation.public_id]), label) for name, address, label in parts]
    above = organisations_coordinated(person).filter(path=organisation.path[: -Organisation.steplen]).first()
    return {"organisation": organisation, "above": above, "part": part, "parts": links, "tab": "account", **more}


def class_context(request: Request, group: ClassGroup, part: str, **more: Any) -> dict[str, Any]:
    """For classes/frame.html. ``part``: which of its tabs is shown."""
    parts = [
        ("home", "class_home", _("Overview")),
        ("assignments", "class_assignments", _("Assignments")),
        ("members", "class_members", _("Participants")),
        ("reports", "class_reports", _("Reports")),
        ("materials", "class_materials", _("Materials")),
        ("certificates", "class_certificates", _("Certificates")),
        ("settings", "class_settings", _("Settings")),
    ]
    links = [(name, reverse(address, args=[group.public_id]), label) for name, address, label in parts]
    return {"group": group, "part": part, "class_parts": links, "tab": "account", **more}


def assignment_or_404(group: ClassGroup, assignment: UUID) -> Assignment:
    """Of this class; withdrawn ones as well."""
    found = get_object_or_404(group.assignments, public_id=assignment)
    found.group = group
    return found


def form_key(request: HttpRequest) -> UUID:
    """The request key of the form; a form that brings none is a new act."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
