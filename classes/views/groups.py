"""My classes, a new class, a class at a glance, its settings and its teachers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.sign_in import normalise_identifier, people_behind
from accounts.models import User
from classes.codes import show_code
from classes.domain.groups import (
    NameTaken,
    add_teacher,
    archive_group,
    change_code,
    open_group,
    remove_teacher,
    reopen_group,
    save_group,
)
from classes.domain.overview import overview
from classes.domain.queries import AssignmentLine
from classes.domain.reach import (
    group_in_reach,
    groups_in_reach,
    may_appoint,
    organisations_coordinated,
    organisations_led,
    teaches_within,
)
from classes.forms.groups import ClassForm, TeacherForm
from classes.models import ClassGroup
from classes.reports.words import ICONS, help_words, of_people, standing_words
from classes.views.requests import class_context, class_needed, leader_needed
from core.http import Request

LISTED = 5  # of those who need help, on the home of the class


def same_name() -> str:
    return _("There is a class of this name in this school year already. Choose another name.")


@leader_needed
@require_safe
def my_classes(request: Request, person: User) -> HttpResponse:
    """Open ones first; with their people and assignments, in three queries however many there are."""
    archived = request.GET.get("arsip") == "1"
    found = groups_in_reach(person).filter(archived_at__isnull=not archived).exclude(kind=ClassGroup.Kind.EVENT)
    counted = found.select_related("organisation").annotate(
        people=Count("members", filter=Q(members__left_at=None), distinct=True),
        tasks=Count("assignments", filter=Q(assignments__withdrawn_at=None), distinct=True),
    )
    coordinated = organisations_coordinated(person)
    coordinates = coordinated.exists()
    context = {
        "groups": counted.order_by("organisation__name", "-school_year", "name"),
        "archived": archived,
        "may_open": coordinates or organisations_led(person).exists(),
        "schools": coordinated.filter(kind="school")[:20],  # for a list of the whole school
        "coordinates": coordinates,
        "tab": "account",
    }
    return render(request, "classes/my_classes.html", context)


@leader_needed
@require_http_methods(["GET", "POST"])
def new_class(request: Request, person: User) -> HttpResponse:
    form = ClassForm(request.POST or None, organisations=organisations_led(person))
    if request.method == "POST" and form.is_valid():
        at, made = timezone.now(), form.cleaned_data
        try:
            group = open_group(**made, by=person, at=at)
        except NameTaken:
            form.add_error("name", same_name())
        else:
            messages.success(request, _("The class is open. Add its people now."))
            return redirect("class_members", group.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "classes/new_class.html", {"form": form, "tab": "account"}, status=status)


@class_needed
@require_safe
def class_home(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    seen = overview(group, now=timezone.now())
    context = class_context(
        request,
        group,
        "home",
        seen=seen,
        helped=[(one, help_words(one.why)) for one in seen.waiting[:LISTED]],
        assignments=[_with_standings(line) for line in seen.assignments],
    )
    return render(request, "classes/home.html", context)


def _with_standings(line: AssignmentLine) -> dict[str, Any]:
    standings = [
        {"icon": ICONS[one], "words": standing_words(one), "of": of_people(count, line.people)}
        for one, count in line.by_standing.items()
    ]
    return {"assignment": line.assignment, "standings": standings}


@class_needed
@require_http_methods(["GET", "POST"])
def class_settings(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """Of a training only the teachers: the rest is said on its own page."""
    if request.method == "POST" and group.kind == ClassGroup.Kind.EVENT:
        return redirect("event_settings", group.event.public_id)
    initial = {name: getattr(group, name) for name in ("name", "kind", "school_year", "secret")}
    form = ClassForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(group, name, value)
        group.code_open = "code_open" in request.POST
        try:
            save_group(group)
        except NameTaken:
            group.refresh_from_db()
            form.add_error("name", same_name())
        else:
            messages.success(request, _("Kept."))
            return redirect("class_settings", group.public_id)
    context = class_context(
        request,
        group,
        "settings",
        form=form,
        code=show_code(group.code),
        teachers=group.teachers.select_related("person"),
        teacher_form=TeacherForm(),
        may_appoint=may_appoint(person, group),
    )
    return render(request, "classes/settings.html", context, status=422 if form.errors else 200)


@class_needed
@require_POST
def new_code(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    change_code(group=group, by=person, at=timezone.now())
    messages.success(request, _("The class has a new code. The earlier one works no more, nor do cards that show it."))
    return redirect("class_settings", group.public_id)


@class_needed
@require_POST
def archive(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """The same button brings it back."""
    at = timezone.now()
    if group.archived_at is None:
        archive_group(group=group, by=person, at=at)
        messages.success(request, _("The class is in the archive. You can bring it back at any time."))
        return redirect("classes")
    try:
        reopen_group(group=group, by=person, at=at)
    except NameTaken:
        messages.error(request, _("Another class has this name now. Rename that one first."))
    return redirect("class_settings", group.public_id)


@class_needed
@require_POST
def add_class_teacher(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """By what they sign in with. The answer is the same for no account and for one that may not teach here."""
    form = TeacherForm(request.POST)
    if not may_appoint(person, group):
        messages.error(request, _("Only the homeroom teacher or a coordinator changes who teaches here."))
    elif not form.is_valid():
        messages.error(request, _("Write the phone number or user name of the teacher."))
    else:
        behind = people_behind(normalise_identifier(form.cleaned_data["identifier"]))
        found = [one for one in behind if teaches_within(one, group.organisation)]
        if len(found) == 1:
            add_teacher(group=group, person=found[0], part=form.cleaned_data["part"], by=person, at=timezone.now())
            messages.success(request, _("%(name)s now sees this class.") % {"name": found[0]})
        else:
            messages.error(
                request, _("No teacher of your organisation signs in with this. Ask an administrator for the role.")
            )
    return redirect("class_settings", group.public_id)


@class_needed
@require_POST
def remove_class_teacher(request: Request, person: User, group: ClassGroup, teacher: UUID) -> HttpResponse:
    """Oneself always; others by the homeroom teacher or a coordinator."""
    row = group.teachers.select_related("person").filter(person__public_id=teacher).first()
    if row is None:
        return redirect("class_settings", group.public_id)
    if row.person != person and not may_appoint(person, group):
        messages.error(request, _("Only the homeroom teacher or a coordinator changes who teaches here."))
        return redirect("class_settings", group.public_id)
    remove_teacher(group=group, person=row.person, by=person, at=timezone.now())
    messages.success(request, _("%(name)s no longer sees this class.") % {"name": row.person})
    still = group_in_reach(person, group.public_id) is not None
    return redirect("class_settings", group.public_id) if still else redirect("classes")
