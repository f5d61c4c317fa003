"""Training events as their organiser opens, changes and ends them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from classes import words
from classes.domain.events import SessionWasHeld, change_event, open_event, set_state
from classes.domain.groups import NameTaken
from classes.domain.reach import groups_in_reach, organisations_coordinated
from classes.domain.signup import HOLDS_PLACE, places_left
from classes.forms.events import EventForm, SessionRows, initial_of, session_rows
from classes.models import Registration, TrainingEvent
from classes.views.event_requests import event_context, event_needed
from classes.views.requests import leader_needed
from core.http import Request

State = TrainingEvent.State
_NEXT_STATES = {
    State.DRAFT: (State.OPEN, State.CANCELLED),
    State.OPEN: (State.OVER, State.CANCELLED),
    State.OVER: (State.OPEN,),
    State.CANCELLED: (State.DRAFT,),
}


@leader_needed
@require_safe
def led_events(request: Request, person: User) -> HttpResponse:
    """The newest first, with how many people; in three queries however many there are."""
    found = TrainingEvent.objects.filter(group__in=groups_in_reach(person).values("pk"), group__archived_at=None)
    counted = found.select_related("group__organisation").annotate(
        people=Count("registrations", filter=Q(registrations__state__in=HOLDS_PLACE)),
    )
    context = {
        "events": counted.prefetch_related("sessions").order_by("-pk"),
        "may_open": organisations_coordinated(person).exists(),
        "tab": "account",
    }
    return render(request, "classes/events_led.html", context)


@leader_needed
@require_http_methods(["GET", "POST"])
def new_event(request: Request, person: User) -> HttpResponse:
    """For whoever coordinates an organisation; teachers of a class open none."""
    organisations = organisations_coordinated(person)
    if not organisations.exists():
        raise Http404
    if "more" in request.POST:
        form, rows = _with_another_row(request, organisations)
        return render(request, "classes/new_event.html", {"form": form, "rows": rows, "tab": "account"})
    form = EventForm(request.POST or None, organisations=organisations)
    rows = session_rows(request.POST or None)
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        values = dict(form.cleaned_data)
        organisation = values.pop("organisation")
        try:
            event = open_event(
                organisation=organisation, values=values, slots=rows.slots(), by=person, at=timezone.now()
            )
        except NameTaken:
            form.add_error("title", _same_title())
        else:
            messages.success(request, _("Kept as a draft. Open it when people may sign up."))
            return redirect("event_home", event.public_id)
    context = {"form": form, "rows": rows, "tab": "account"}
    return render(request, "classes/new_event.html", context, status=422 if request.method == "POST" else 200)


@event_needed
@require_http_methods(["GET", "POST"])
def event_settings(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    if "more" in request.POST:
        form, rows = _with_another_row(request, None)
        return _settings_page(request, event, form, rows)
    form = EventForm(request.POST or None, initial=initial_of(event))
    rows = session_rows(request.POST or None, sessions=event.sessions.all(), extra=0)
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        try:
            change_event(event=event, values=form.cleaned_data, slots=rows.slots(), by=person, at=timezone.now())
        except NameTaken:
            form.add_error("title", _same_title())
        except SessionWasHeld:
            form.add_error(None, _("People were at a session that you take out. Keep it."))
        else:
            messages.success(request, _("Kept."))
            return redirect("event_settings", event.public_id)
        event.refresh_from_db()
    return _settings_page(request, event, form, rows, status=422 if request.method == "POST" else 200)


def _settings_page(
    request: Request, event: TrainingEvent, form: EventForm, rows: SessionRows, status: int = 200
) -> HttpResponse:
    context = event_context(request, event, "settings", form=form, rows=rows)
    return render(request, "classes/event_settings.html", context, status=status)


def _with_another_row(request: Request, organisations: Any) -> tuple[EventForm, SessionRows]:
    """What was typed, with an empty row more, and no complaints yet."""
    posted = EventForm(request.POST, organisations=organisations)
    typed = {name: posted[name].value() for name in posted.fields}
    bound = session_rows(request.POST)
    rows = [{name: form[name].value() for name in form.fields if name != "DELETE"} for form in bound.forms]
    filled = [row for row in rows if any(row.values())]
    form = EventForm(initial=typed, organisations=organisations)
    return form, session_rows(initial=filled)


def _same_title() -> str:
    return _("Your organisation has a training of this title. Choose another title.")


@event_needed
@require_safe
def event_home(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    counts = dict(event.registrations.order_by().values_list("state").annotate(count=Count("pk")))
    context = event_context(
        request,
        event,
        "home",
        sessions=event.sessions.annotate(present=Count("attendances")),
        people=sum(counts.get(state, 0) for state in HOLDS_PLACE),
        waiting=counts.get(Registration.State.WAITING, 0),
        left=places_left(event),
        invitation=_invitation(request, event),
        next_states=[(state.value, _state_button(state)) for state in _NEXT_STATES[State(event.state)]],
    )
    return render(request, "classes/event_home.html", context)


def _invitation(request: Request, event: TrainingEvent) -> dict[str, str]:
    """For classes/ready_text.html; empty where nobody could follow it."""
    if event.state != State.OPEN or not event.public_signup:
        return {}
    path = reverse("event", args=[event.public_id])
    address = settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)
    text = words.invitation(event, address)
    return {"text": text, "link": words.whatsapp_link(text)}


def _state_button(state: TrainingEvent.State) -> str:
    return {
        State.DRAFT: _("Make it a draft again"),
        State.OPEN: _("Open the training"),
        State.OVER: _("The training is over"),
        State.CANCELLED: _("Cancel the training"),
    }[state]


@event_needed
@require_POST
def change_state(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    wanted = request.POST.get("state", "")
    if wanted in [state.value for state in _NEXT_STATES[State(event.state)]]:
        set_state(event=event, state=wanted, by=person, at=timezone.now())
        messages.success(request, _("The training is now: %(state)s.") % {"state": event.get_state_display()})
    return redirect("event_home", event.public_id)
