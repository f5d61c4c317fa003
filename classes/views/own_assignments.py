"""A learner's own assignments: what is due, asking for help, the calendar. Nobody sees anybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.views.own import account_required
from classes.calendar import Event, calendar
from classes.domain.assign import address_of
from classes.domain.own import OwnAssignment, completed_in, own_assignments, rows_of
from classes.domain.personal_times import ask_for_help, take_back_asking
from classes.models import PersonalAssignment
from classes.views.requests import form_key
from core.http import Request
from progress.domain.queries import course_states


@never_cache
@account_required
@require_safe
def my_assignments(request: Request, person: User) -> HttpResponse:
    found = _all(person)
    context = {
        "open": [one for one in found if one.is_open],
        "done": [one for one in found if one.is_done],
        "closed": [one for one in found if one.is_closed],
        "tab": "home",
    }
    return render(request, "classes/my_assignments.html", context | {"in_calendar": _in_calendar(found)})


@never_cache
@account_required
@require_safe
def my_assignment(request: Request, person: User, assignment: UUID) -> HttpResponse:
    row = _row_or_404(person, assignment)
    own = own_assignments(person, completed=completed_in(course_states(person)), at=timezone.now(), rows=[row])[0]
    asked = row.help == PersonalAssignment.Help.ASKED
    context = {"own": own, "asked": asked, "in_calendar": _in_calendar([own]), "tab": "home"}
    return render(request, "classes/my_assignment.html", context)


@account_required
@require_POST
def help_wanted(request: Request, person: User, assignment: UUID) -> HttpResponse:
    """“Saya perlu bantuan”; the same address takes it back."""
    row, at, key = _row_or_404(person, assignment), timezone.now(), form_key(request)
    if request.POST.get("act") == "no":
        take_back_asking(row=row, by=person, at=at, key=key)
        messages.success(request, _("Good. Your teacher sees that you need no help."))
    else:
        ask_for_help(row=row, by=person, at=at, key=key)
        messages.success(request, _("Your teacher sees now that you need help."))
    return redirect("my_assignment", assignment)


@never_cache
@account_required
@require_safe
def own_calendar(request: Request, person: User, assignment: UUID | None = None) -> HttpResponse:
    """One assignment, or all that are still to be done; those without a date are in no calendar."""
    rows = None if assignment is None else [_row_or_404(person, assignment)]
    found = _in_calendar(own_assignments(person, completed=(), at=timezone.now(), rows=rows))
    if assignment is not None and not found:
        raise Http404
    host = request.get_host()
    events = [
        Event(
            uid=f"{one.public_id}@{host}",
            at=at,
            summary=_("Due: %(title)s") % {"title": one.title},
            description=one.row.assignment.note,
            url=request.build_absolute_uri(address_of(one.row.assignment)),
        )
        for one in found
        if (at := one.due_at)
    ]
    made = calendar(events, name=request.municipality.site_name, made_at=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="tugas.ics"'}
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=headers)


def _all(person: User) -> list[OwnAssignment]:
    return own_assignments(person, completed=completed_in(course_states(person)), at=timezone.now())


def _in_calendar(found: Sequence[OwnAssignment]) -> list[OwnAssignment]:
    return [one for one in found if one.is_open and one.due_at]


def _row_or_404(person: User, assignment: UUID) -> PersonalAssignment:
    return get_object_or_404(rows_of(person), assignment__public_id=assignment)
