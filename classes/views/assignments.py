"""What is given to a class: the list, giving, changing, withdrawing, ready texts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from classes import words
from classes.domain.assign import (
    NobodyChosen,
    NothingToLock,
    NotThere,
    address_of,
    bring_back,
    change_assignment,
    give_assignment,
    move_assignment,
    withdraw_assignment,
)
from classes.domain.choices import choices
from classes.domain.queries import assignments_with_counts, current_members
from classes.forms.assignments import EVERYBODY, SOME, GiveForm, TermsForm
from classes.models import Assignment, ClassGroup
from classes.views.requests import assignment_or_404, class_context, class_needed, form_key
from core.http import Request


@class_needed
@require_safe
def assignments(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    withdrawn = group.assignments.exclude(withdrawn_at=None).order_by("-withdrawn_at")
    context = class_context(
        request, group, "assignments", lines=assignments_with_counts(group), withdrawn=withdrawn, now=timezone.now()
    )
    return render(request, "classes/assignments.html", context)


@class_needed
@require_http_methods(["GET", "POST"])
def new_assignment(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    form = GiveForm(request.POST if request.method == "POST" else None, members=list(current_members(group)))
    key = form_key(request)
    if request.method == "POST" and form.is_valid():
        kind, course, target = form.cleaned_data["target"]
        try:
            given = give_assignment(
                group=group,
                kind=kind,
                course=course,
                target=target,
                terms=form.terms,
                people=form.chosen,
                by=person,
                at=timezone.now(),
                key=key,
            )
        except NotThere:
            form.add_error("target", _("This is not published any more. Choose something else."))
        except (NothingToLock, NobodyChosen) as problem:
            _explain(form, problem)
        else:
            return redirect("assignment_given", group.public_id, given.public_id)
    chosen = request.POST.get("target", "")[:90]
    context = class_context(
        request,
        group,
        "assignments",
        form=form,
        key=key,
        chosen=chosen,
        courses=choices(group, chosen),
        dues=words.ready_dues(timezone.now()),
        zone=request.municipality.zone_abbreviation,
    )
    return render(request, "classes/new_assignment.html", context, status=422 if form.errors else 200)


def _explain(form: TermsForm, problem: Exception) -> None:
    if isinstance(problem, NothingToLock):
        form.add_error("locks_quiz", _("There is no quiz in it."))
    else:
        form.add_error("people", _("Tick at least one person."))


@class_needed
@require_safe
def assignment_given(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    """Also later: the ready texts of an assignment."""
    given = assignment_or_404(group, assignment)
    address = request.build_absolute_uri(address_of(given))
    texts = [
        ("class", _("For the class group"), words.text_for_class(given, address)),
        ("reminder", _("A reminder"), words.reminder(given, address)),
    ]
    context = class_context(
        request,
        group,
        "assignments",
        assignment=given,
        people=given.people.filter(removed_at=None).aggregate(count=Count("pk"))["count"],
        texts=[(name, label, text, words.whatsapp_link(text)) for name, label, text in texts],
    )
    return render(request, "classes/assignment_given.html", context)


@class_needed
@require_http_methods(["GET", "POST"])
def change(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    given = assignment_or_404(group, assignment)
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        members=list(current_members(group)),
        given=given,
        initial=_as_it_is(given) if request.method == "GET" else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_assignment(assignment=given, terms=form.terms, people=form.chosen, by=person, at=timezone.now())
        except (NothingToLock, NobodyChosen) as problem:
            _explain(form, problem)
        else:
            messages.success(request, _("Kept."))
            return redirect("class_assignments", group.public_id)
    context = class_context(
        request, group, "assignments", form=form, assignment=given, zone=request.municipality.zone_abbreviation
    )
    return render(request, "classes/change_assignment.html", context, status=422 if form.errors else 200)


def _as_it_is(given: Assignment) -> dict[str, Any]:
    names = ("opens_at", "due_at", "closes_at", "note", "required_percent", "locks_quiz")
    people = (
        [] if given.for_everybody else given.people.filter(removed_at=None).values_list("person__public_id", flat=True)
    )
    return {name: getattr(given, name) for name in names} | {
        "who": EVERYBODY if given.for_everybody else SOME,
        "people": [str(one) for one in people],
    }


@class_needed
@require_POST
def withdraw(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    given = assignment_or_404(group, assignment)
    withdraw_assignment(assignment=given, by=person, at=timezone.now())
    messages.success(request, _("“%(title)s” is withdrawn. You can bring it back below.") % {"title": given.title})
    return redirect("class_assignments", group.public_id)


@class_needed
@require_POST
def undo_withdrawal(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    given = assignment_or_404(group, assignment)
    bring_back(assignment=given, by=person, at=timezone.now())
    messages.success(request, _("“%(title)s” is back.") % {"title": given.title})
    return redirect("class_assignments", group.public_id)


@class_needed
@require_POST
def move(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    move_assignment(assignment=assignment_or_404(group, assignment), up=request.POST.get("where") == "up")
    return redirect(reverse("class_assignments", args=[group.public_id]) + f"#tugas-{assignment}")
