"""Training events as people find them, sign up, come and say how it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.views.own import account_required
from classes.domain.attendance import is_door_code, is_door_open_now, record_attendance
from classes.domain.signup import (
    HOLDS_PLACE,
    NoRoom,
    NotOpen,
    WasThere,
    cancel_place,
    place_in_queue,
    places_left,
    sign_up,
    sign_up_now,
    walk_in,
)
from classes.domain.survey import STATEMENTS, SurveyClosed, WasNotThere, answer_survey, is_survey_open, was_there
from classes.event_rules import SignUp
from classes.forms.events import SignUpForm, SurveyForm
from classes.models import Attendance, EventSession, Registration, TrainingEvent
from core import ratelimit
from core.address import client_address
from core.http import Request
from core.ratelimit import Limit
from core.words import clock, long_date, waiting_time
from courses.domain.outlines import outlines
from courses.models import TrackTest
from progress.views.requests import request_key

WRONG_CODES = Limit("door_code", times=20, per=timedelta(minutes=5))  # by one person
WRONG_CODES_HERE = Limit("door_code_address", times=300, per=timedelta(minutes=5))  # a hall behind one Wi-Fi
_SCAN_HOLDS = timedelta(minutes=15)  # time to sign in, or up, after scanning
_SHOWN = (TrainingEvent.State.OPEN, TrainingEvent.State.OVER, TrainingEvent.State.CANCELLED)


@never_cache
@require_safe
def events(request: Request) -> HttpResponse:
    """What lies ahead and is open to everybody, the next first; above it one's own."""
    now = timezone.now()
    dated = TrainingEvent.objects.annotate(first=Min("sessions__starts_at"), last=Max("sessions__ends_at"))
    public = dated.filter(state=TrainingEvent.State.OPEN, public_signup=True, group__archived_at=None, last__gt=now)
    own: list[Registration] = []
    if request.user.is_authenticated and not request.user.is_guest:
        rows = request.user.event_registrations.exclude(state=Registration.State.CANCELLED)
        rows = rows.exclude(event__state=TrainingEvent.State.DRAFT).select_related("event")
        own = list(rows.annotate(first=Min("event__sessions__starts_at")).order_by(F("first").desc(nulls_last=True)))
    context = {
        "events": public.select_related("group__organisation").order_by("first", "pk")[:100],
        "own": own,
        "tab": "courses",
    }
    return render(request, "classes/events.html", context)


def _event_or_404(request: HttpRequest, event: UUID) -> TrainingEvent:
    """Drafts nobody sees; what is not public is for those who were put in."""
    found = get_object_or_404(
        TrainingEvent.objects.select_related("group__organisation"), public_id=event, state__in=_SHOWN
    )
    if not found.public_signup and not _own_row(request, found):
        raise Http404
    return found


def _own_row(request: HttpRequest, event: TrainingEvent) -> Registration | None:
    if not request.user.is_authenticated or request.user.is_guest:
        return None
    return event.registrations.filter(person=request.user).exclude(state=Registration.State.CANCELLED).first()


@never_cache
@require_safe
def event(request: Request, event: UUID) -> HttpResponse:
    return _event_page(request, _event_or_404(request, event), SignUpForm())


def _event_page(request: Request, found: TrainingEvent, form: SignUpForm, status: int = 200) -> HttpResponse:
    now, row = timezone.now(), _own_row(request, found)
    holds = row is not None and row.state in HOLDS_PLACE
    titles = {str(one.course): one for one in outlines()}
    context = {
        "event": found,
        "sessions": found.sessions.all(),
        "courses": [titles[key] for key in found.courses if key in titles],
        "left": places_left(found),
        "row": row,
        "holds": holds,
        "queue": place_in_queue(row) if row and not holds else 0,
        "may_sign_up": sign_up_now(found, at=now) is SignUp.OPEN,
        "closed_words": _closed_words(found, sign_up_now(found, at=now)),
        "tests": _tests_of_path(found) if holds else None,
        "may_answer": holds and is_survey_open(found, at=now) and _was_there(request, found),
        "has_account": request.user.is_authenticated and not request.user.is_guest,
        "form": form,
        "tab": "courses",
    }
    return render(request, "classes/event.html", context, status=status)


def _tests_of_path(event: TrainingEvent) -> TrackTest | None:
    """Where its people take the tests, if they are those of a path: others stand in a lesson."""
    tests = TrackTest.objects.filter(quiz=event.posttest_id, quiz__live=True)
    return tests.select_related("track").first() if event.posttest_id else None


def _was_there(request: HttpRequest, event: TrainingEvent) -> bool:
    return isinstance(request.user, User) and was_there(event, request.user)


def _closed_words(event: TrainingEvent, why: SignUp) -> str:
    if why is SignUp.NOT_YET and event.signup_opens_at:
        words = {"day": long_date(event.signup_opens_at), "time": clock(event.signup_opens_at)}
        return _("Sign-up opens on %(day)s, %(time)s.") % words
    return {
        SignUp.CANCELLED: _("This training was cancelled."),
        SignUp.CLOSED: _("Sign-up is closed."),
    }.get(why, "")


@require_POST
@account_required
def sign_up_event(request: Request, person: User, event: UUID) -> HttpResponse:
    found, form = _event_or_404(request, event), SignUpForm(request.POST)
    if not form.is_valid():
        return _event_page(request, found, form, status=422)
    try:
        row = sign_up(
            event=found, person=person, by=person, at=timezone.now(), key=request_key(request), **form.cleaned_data
        )
    except NotOpen as problem:
        messages.error(request, _closed_words(found, problem.why))
    else:
        if row.state == Registration.State.WAITING:
            messages.info(request, _("All places are taken. You are on the waiting list."))
        elif row.state != Registration.State.CANCELLED:
            messages.success(request, _("You have a place. See you there!"))
    return redirect("event", found.public_id)


@require_POST
@account_required
def give_up_place(request: Request, person: User, event: UUID) -> HttpResponse:
    found = get_object_or_404(TrainingEvent.objects.filter(registrations__person=person), public_id=event)
    before = found.registrations.get(person=person).state
    try:
        cancel_place(event=found, person=person, by=person, at=timezone.now())
    except WasThere:
        messages.error(request, _("You were there already, so the place stays yours."))
    else:
        if before in HOLDS_PLACE:
            messages.success(request, _("Your place is free for somebody else now. Thank you for telling."))
        elif before == Registration.State.WAITING:
            messages.success(request, _("You are not on the waiting list any more."))
    return redirect("event", found.public_id) if found.public_signup else redirect("events")


@never_cache
@require_http_methods(["GET", "POST"])
def door_check(request: Request, session: UUID, code: str) -> HttpResponse:
    """Where the QR at the door leads. A scan holds a while, so that there is time to sign in."""
    found = get_object_or_404(EventSession.objects.select_related("event__group__organisation"), public_id=session)
    now = timezone.now()
    if not _has_scanned(request, found, code, now):
        if wait := _count_wrong_code(request):
            return _refused(request, found, _("Too many tries. Try again in %(time)s.") % {"time": wait}, 429)
        return _refused(request, found, _("This code is old or not right. Scan the screen at the door again."), 410)
    if not is_door_open_now(found, at=now):
        return _refused(request, found, _not_now(found), 410)
    if not request.user.is_authenticated or request.user.is_guest:
        back = urlencode({"next": request.path})
        entry = "sign_up" if request.user.is_authenticated else "sign_in"
        return redirect(f"{reverse(entry)}?{back}")
    return _note(request, found, request.user, now)


def _not_now(session: EventSession) -> str:
    if session.event.state == TrainingEvent.State.CANCELLED:
        return _("This training was cancelled.")
    words = {"day": long_date(session.starts_at), "time": clock(session.starts_at)}
    return _("Attendance is noted around the session only: %(day)s, %(time)s.") % words


def _has_scanned(request: HttpRequest, session: EventSession, code: str, now: datetime) -> bool:
    name = f"scanned-{session.public_id.hex}"
    if is_door_code(session, code, at=now):
        request.session[name] = [code, now.timestamp()]
        return True
    kept = request.session.get(name)
    return kept is not None and kept[0] == code and now.timestamp() - kept[1] <= _SCAN_HOLDS.total_seconds()


def _count_wrong_code(request: HttpRequest) -> str:
    """How long to wait, in words, or ""."""
    here = (WRONG_CODES_HERE, client_address(request))
    own = [(WRONG_CODES, str(request.user.public_id))] if request.user.is_authenticated else []
    wait = ratelimit.take_all([here, *own])
    return waiting_time(wait) if wait else ""


def _note(request: Request, session: EventSession, person: User, now: datetime) -> HttpResponse:
    row = session.event.registrations.filter(person=person).first()
    holds = row is not None and row.state in HOLDS_PLACE
    is_there = session.attendances.filter(person=person).exists()
    left = places_left(session.event)
    if request.method == "POST" and not is_there:
        try:
            if not holds:
                walk_in(event=session.event, person=person, by=person, at=now)
            how = Attendance.How.QR if holds else Attendance.How.WALK_IN
            record_attendance(session=session, people=[person], how=how, by=person, at=now)
        except NoRoom:
            return _refused(request, session, _full(), 409)
        is_there = True
    if not holds and not is_there and left == 0:
        return _refused(request, session, _full(), 409)
    context = {"session": session, "event": session.event, "holds": holds, "is_there": is_there, "problem": ""}
    return render(request, "classes/door_check.html", context)


def _full() -> str:
    return _("You have no place, and all places are taken. Talk to the people at the desk.")


def _refused(request: Request, session: EventSession, problem: str, status: int) -> HttpResponse:
    context = {"session": session, "event": session.event, "problem": problem}
    return render(request, "classes/door_check.html", context, status=status)


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def event_survey(request: Request, person: User, event: UUID) -> HttpResponse:
    """One answer each by who was there; it can be changed until the survey is closed."""
    found = get_object_or_404(
        TrainingEvent.objects.filter(registrations__person=person, state__in=_SHOWN), public_id=event
    )
    if not was_there(found, person):
        raise Http404
    earlier = found.survey_answers.filter(person=person).first()
    initial = {name: getattr(earlier, name) for name in (*STATEMENTS, "text")} if earlier else {}
    is_open = is_survey_open(found, at=timezone.now())
    form = SurveyForm(request.POST or None, initial=initial)
    if request.method == "POST" and is_open and form.is_valid():
        scores = {name: form.cleaned_data[name] for name in STATEMENTS}
        try:
            answer_survey(
                event=found, person=person, scores=scores, text=form.cleaned_data["text"], at=timezone.now(),
                key=request_key(request),
            )  # fmt: skip
        except (SurveyClosed, WasNotThere):
            messages.error(request, _("The survey is closed."))
        else:
            messages.success(request, _("Thank you. You can change it until the survey is closed."))
        return redirect("event", found.public_id) if found.public_signup else redirect("events")
    context = {"event": found, "form": form, "is_open": is_open, "tab": "courses"}
    return render(request, "classes/event_survey.html", context, status=422 if form.errors else 200)
