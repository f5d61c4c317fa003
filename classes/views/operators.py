"""Operators of an agency: who is named, who is not finished, and naming more of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation, User
from classes.codes import show_code
from classes.domain.branches import branch_of
from classes.domain.coverage import Wanted, coverage
from classes.domain.operators import DueEarlier, Named, known_names, name_operators, operators_group, unfinished
from classes.forms.operators import OperatorsForm
from classes.models import Handover
from classes.reports.coverage import coverage_report
from classes.reports.operators import reminders, unfinished_report
from classes.views.follow import exported
from classes.views.organisations import paged
from classes.views.requests import branch_context, organisation_needed
from core.http import Request
from core.words import number, plain_date
from courses.domain.outlines import outlines
from progress.views.requests import request_key


@organisation_needed
@require_safe
def operators(request: Request, person: User, organisation: Organisation) -> HttpResponse:
    """The list of who is not finished is what files and paper hold; coverage stands on the screen above it."""
    rows = unfinished(branch_of(organisation))
    report = unfinished_report(organisation, rows, now=timezone.now())
    if response := exported(request, report):
        return response
    lines = coverage(branch_of(organisation), Wanted())
    group = operators_group(organisation)
    handovers = Handover.objects.filter(group__organisation=organisation).select_related("group", "leaver", "successor")
    context = branch_context(
        organisation,
        person,
        "operators",
        total=lines[0],
        below=coverage_report([one for one in lines if one.named], title=_("Coverage"), about=()),
        reminders=reminders(rows, address=request.build_absolute_uri("/")),
        group=group,
        code=show_code(group.code) if group and group.code_open else "",
        people=group.members.filter(left_at=None, person__is_active=True).select_related("person") if group else (),
        handovers=handovers[:20],
        **paged(request, report),
    )
    return render(request, "classes/operators.html", context)


@organisation_needed
@require_http_methods(["GET", "POST"])
def add_operators(request: Request, person: User, organisation: Organisation) -> HttpResponse:
    form = OperatorsForm(request.POST or None, courses=outlines())
    known: list[str] = []
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"]
        known = known_names(organisation=organisation, names=names)
        if (not known or "new_people" in request.POST) and _named(request, person, organisation, form):
            return redirect("operators", organisation.public_id)
    context = branch_context(organisation, person, "operators", form=form, known=known)
    status = 422 if request.method == "POST" else 200
    return render(request, "classes/add_operators.html", context, status=status)


def _named(request: Request, person: User, organisation: Organisation, form: OperatorsForm) -> bool:
    """False where the form has to be shown again."""
    typed: dict[str, Any] = form.cleaned_data
    try:
        named = name_operators(
            organisation=organisation,
            names=typed["names"],
            outline=typed["course"],
            due_at=typed["due"],
            group_name=_("Operators"),
            by=person,
            at=timezone.now(),
            key=request_key(request),
        )
    except DueEarlier as error:
        words = _("The operators have this course already, until %(day)s. Choose that day or a later one.")
        form.add_error("due", words % {"day": plain_date(error.due_at)})
        return False
    if named is not None:
        messages.success(request, _told(named))
    return True


def _told(named: Named) -> str:
    words = _("%(count)s operators are named. They sign in with cards: make them in the class.")
    told = words % {"count": number(len(named.made))}
    if named.again:
        told += " " + _("%(count)s were named before.") % {"count": number(len(named.again))}
    return told
