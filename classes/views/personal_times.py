"""More time for some of a class, and “helped”."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.targets import safe_next
from classes import words
from classes.domain.personal_times import extend, mark_helped, take_back_extension
from classes.domain.queries import counted_people
from classes.domain.targets import closing_of, due_of
from classes.forms.assignments import ExtendForm
from classes.models import ClassGroup
from classes.views.requests import assignment_or_404, class_context, class_needed
from core.http import Request


@class_needed
@require_http_methods(["GET", "POST"])
def extensions(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    """Who has more time, and giving it. ``?orang=``: the public id of somebody who is ticked already."""
    given = assignment_or_404(group, assignment)
    rows = list(given.people.filter(counted_people()).select_related("person").order_by("person__name", "pk"))
    for row in rows:
        row.assignment = given
    extended = [row for row in rows if row.due_at or row.closes_at]
    form = ExtendForm(
        request.POST if request.method == "POST" else None,
        given=given,
        people=[(str(row.person.public_id), row.person.name) for row in rows],
        initial={"people": request.GET.getlist("orang")[:50]},
    )
    if request.method == "POST" and form.is_valid():
        count = extend(assignment=given, people=form.cleaned_data["people"], by=person, at=timezone.now(), **form.times)
        messages.success(request, _("%(count)s participants have more time now.") % {"count": count})
        return redirect("extend_assignment", group.public_id, given.public_id)
    context = class_context(
        request,
        group,
        "assignments",
        form=form,
        assignment=given,
        extended=[
            (row, due_of(row) if row.due_at else None, closing_of(row) if row.closes_at else None) for row in extended
        ],
        general={name: words.moment(at) for name in ("due_at", "closes_at") if (at := getattr(given, name))},
        zone=request.municipality.zone_abbreviation,
    )
    return render(request, "classes/extensions.html", context, status=422 if form.errors else 200)


@class_needed
@require_POST
def take_back(request: Request, person: User, group: ClassGroup, assignment: UUID, member: UUID) -> HttpResponse:
    given = assignment_or_404(group, assignment)
    take_back_extension(assignment=given, person=member, by=person, at=timezone.now())
    messages.success(request, _("The extension is taken back. What is finished stays finished."))
    return redirect("extend_assignment", group.public_id, given.public_id)


@class_needed
@require_POST
def helped(request: Request, person: User, group: ClassGroup, assignment: UUID, member: UUID) -> HttpResponse:
    """From wherever the teacher saw it: ``next`` leads back there."""
    given = assignment_or_404(group, assignment)
    mark_helped(assignment=given, person=member, by=person, at=timezone.now())
    messages.success(request, _("Noted as helped."))
    return redirect(safe_next(request) or reverse("class_assignments", args=[group.public_id]))
