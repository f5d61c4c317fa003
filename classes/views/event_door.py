"""Attendance: the screen at the door, the list of a session, the paper to sign."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from classes.domain.attendance import (
    IsCertified,
    NoPlace,
    NotHeld,
    certified_among,
    door_code,
    is_door_open_now,
    record_attendance,
    undo_attendance,
)
from classes.domain.signup import HOLDS_PLACE
from classes.event_rules import seconds_left
from classes.models import Attendance, EventSession, TrainingEvent
from classes.pdf.event_papers import attendance_paper
from classes.views.event_requests import event_context, event_needed, ids_in, searched_for, session_or_404
from core.http import Request
from core.qr import qr_svg


@event_needed
@require_safe
def door(request: Request, person: User, event: TrainingEvent, session: UUID) -> HttpResponse:
    """For a tablet or a projector. It renews itself when the code changes, without JavaScript as well."""
    now, found = timezone.now(), session_or_404(event, session)
    code = door_code(found, at=now)
    host = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    address = host + reverse("door_check", args=[found.public_id, code])
    context = {
        "event": event,
        "session": found,
        "is_open": is_door_open_now(found, at=now),
        "qr": mark_safe(qr_svg(address, label=_("QR code to note that you are here"), scale=8)),
        "seconds": seconds_left(now),
        "present": found.attendances.count(),
    }
    return render(request, "classes/door.html", context)


@event_needed
@require_http_methods(["GET", "POST"])
def session_list(request: Request, person: User, event: TrainingEvent, session: UUID) -> HttpResponse:
    """All with a place, to tick from the printed list; a search is posted and finds one of them."""
    found, words = session_or_404(event, session), searched_for(request)
    people = _people_of(event)
    if words:
        people = [one for one in people if words.casefold() in one.name.casefold()]
    there = {row.person_id: row for row in found.attendances.all()}
    fixed = certified_among(event, list(there))
    context = event_context(
        request,
        event,
        "home",
        session=found,
        rows=[(one, there.get(one.pk), one.pk in fixed) for one in people],
        words=words,
        present=len(there),
    )
    return render(request, "classes/session_list.html", context)


def _people_of(event: TrainingEvent) -> list[User]:
    rows = event.registrations.filter(state__in=HOLDS_PLACE, person__is_active=True).select_related("person")
    return [row.person for row in rows.order_by("person__name", "pk")]


@event_needed
@require_POST
def keep_list(request: Request, person: User, event: TrainingEvent, session: UUID) -> HttpResponse:
    """Who is ticked now is there; who was ticked when the page was made and is not any more, is not.

    So a code that somebody scanned meanwhile is not undone by an older page.
    """
    found = session_or_404(event, session)
    people = {one.public_id: one for one in _people_of(event)}
    ticked, before = ids_in(request.POST.getlist("there")), ids_in(request.POST.getlist("was"))
    how = Attendance.How.SEARCH if request.POST.get("how") == "search" else Attendance.How.LIST
    came = [people[key] for key in ticked - before if key in people]
    gone = [people[key] for key in before - ticked if key in people]
    _keep(request, found, came, gone, how, person)
    return redirect("session_list", event.public_id, found.public_id)


def _keep(request: Request, session: EventSession, came: list[User], gone: list[User], how: str, by: User) -> None:
    at = timezone.now()
    try:
        record_attendance(session=session, people=came, how=how, by=by, at=at)
        if gone:
            undo_attendance(session=session, people=gone, by=by, at=at)
    except NotHeld:
        messages.error(request, _("The training is a draft, or was cancelled. Nothing was kept."))
    except NoPlace:
        messages.error(request, _("Somebody has no place any more. Look at the list once more."))
    except IsCertified:
        messages.error(request, _("Somebody has the certificate already. Their attendance stays."))
    else:
        messages.success(request, _("Kept."))


@event_needed
@require_safe
def attendance_pdf(request: Request, person: User, event: TrainingEvent, session: UUID) -> HttpResponse:
    """To be signed by hand and typed in later."""
    found = session_or_404(event, session)
    names = [one.full_name_with_titles for one in _people_of(event)]
    response = HttpResponse(attendance_paper(found, names), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="daftar-hadir.pdf"'
    return response
