"""An operator leaves: the handover, its sheet on the screen and as a PDF, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from classes.domain.handovers import HasBegun, HasLeft, hand_over, may_undo, undo_handover
from classes.domain.queries import current_members
from classes.forms.operators import HandoverForm
from classes.models import ClassGroup, Handover
from classes.pdf.handover import render_handover
from classes.reports.handover import handover_report
from classes.views.follow import exported
from classes.views.requests import class_context, class_needed, member_or_404
from core.http import Request
from progress.views.requests import request_key


@class_needed
@require_http_methods(["GET", "POST"])
def new_handover(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    """Only in a class of operators."""
    if group.kind != ClassGroup.Kind.OPERATORS:
        raise Http404
    leaver = group.members.select_related("person", "group__organisation").filter(person__public_id=member).first()
    if leaver is not None and leaver.left_at is not None and (done := _latest(group, leaver.person)):
        return redirect("handover", group.public_id, done.public_id)  # the same button twice
    leaver = member_or_404(group, member)
    leaver.group = group
    form = HandoverForm(request.POST or None, others=list(current_members(group).exclude(pk=leaver.pk)))
    if request.method == "POST" and form.is_valid():
        try:
            made = hand_over(
                leaver=leaver,
                successor=form.chosen,
                due_at=form.cleaned_data["due"],
                by=person,
                at=timezone.now(),
                key=request_key(request),
            )
        except HasLeft as left:
            raise Http404 from left
        messages.success(request, _("Handed over. Print the sheet, and let both sign it."))
        return redirect("handover", group.public_id, made.public_id)
    context = class_context(request, group, "members", member=leaver, form=form)
    return render(request, "classes/new_handover.html", context, status=422 if request.method == "POST" else 200)


def _latest(group: ClassGroup, leaver: User) -> Handover | None:
    return group.handovers.filter(leaver=leaver, undone_at=None).first()


def _handover(group: ClassGroup, handover: UUID) -> Handover:
    found = get_object_or_404(group.handovers.select_related("leaver", "successor"), public_id=handover)
    found.group = group
    return found


@class_needed
@require_safe
def handover(request: Request, person: User, group: ClassGroup, handover: UUID) -> HttpResponse:
    found = _handover(group, handover)
    report = handover_report(found)
    if response := exported(request, report):
        return response
    context = class_context(request, group, "members", handover=found, report=report, may_undo=may_undo(found))
    return render(request, "classes/handover.html", context)


@class_needed
@require_safe
def handover_file(request: Request, person: User, group: ClassGroup, handover: UUID) -> HttpResponse:
    response = HttpResponse(render_handover(_handover(group, handover)), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="serah-terima.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@class_needed
@require_POST
def undo(request: Request, person: User, group: ClassGroup, handover: UUID) -> HttpResponse:
    try:
        undo_handover(handover=_handover(group, handover), by=person, at=timezone.now())
    except HasBegun:
        messages.error(request, _("The successor has begun already. The handover stays."))
    else:
        messages.success(request, _("Undone. Everything is as it was before the handover."))
    return redirect("handover", group.public_id, handover)
