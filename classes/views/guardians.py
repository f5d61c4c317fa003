"""The guardians' answers of a class: one table, written down in bulk; and the letter that asks for them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.guardians import LETTER_VERSION, State, record_answers
from accounts.models import GuardianConsent, User
from classes.domain.guardians import people_with_guardians
from classes.models import ClassGroup
from classes.pdf.letter import render_letters
from classes.views.requests import class_context, class_needed
from core.http import Request

MOST_LETTERS = 400


def _ticked(request: HttpRequest, people: QuerySet[User]) -> list[User]:
    who = set(request.POST.getlist("who"))
    return [one for one in people if str(one.public_id) in who]


@class_needed
@require_http_methods(["GET", "POST"])
def answers(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """The only page of a class that still names whose guardian said no: their answer may change."""
    people = people_with_guardians(group)
    error = ""
    if request.method == "POST":
        chosen = _ticked(request, people)
        state = request.POST.get("state", "")
        if not chosen:
            error = _("Tick at least one name.")
        elif state not in State.values:
            error = _("Choose what the guardians said.")
        else:
            changed = record_answers(
                people=chosen, organisation=group.organisation, state=state, by=person, at=timezone.now()
            )
            if changed:
                messages.success(request, _("Written down: %(count)s.") % {"count": changed})
            if changed < len(chosen):
                messages.info(
                    request, _("For some this answer does not follow from the one before. They stay as they were.")
                )
            return redirect("guardian_answers", group.public_id)
    context = class_context(
        request,
        group,
        "members",
        people=people,
        ticked=[str(one.public_id) for one in people] if request.GET.get("semua") else request.POST.getlist("who"),
        states=State.choices,
        error=error,
        version=LETTER_VERSION,
    )
    return render(request, "classes/guardians.html", context, status=422 if error else 200)


@class_needed
@require_POST
def letters(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """A letter for each who is ticked, and “asked” written down for them; or one without a name to copy."""
    people = [] if "blank" in request.POST else _ticked(request, people_with_guardians(group))
    if not people and "blank" not in request.POST:
        messages.error(request, _("Tick at least one name."))
        return redirect("guardian_answers", group.public_id)
    at = timezone.now()
    if people:
        record_answers(
            people=people[:MOST_LETTERS],
            organisation=group.organisation,
            state=GuardianConsent.State.ASKED,
            by=person,
            at=at,
        )
    names = [one.name for one in people[:MOST_LETTERS]] or [""]
    response = HttpResponse(render_letters(group, names, day=timezone.localdate(at)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="surat-izin-{slugify(group.name) or "kelas"}.pdf"'
    return response
