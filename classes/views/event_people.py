"""Who comes to a training event, who waits, who speaks."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.sign_in import normalise_identifier, people_behind
from accounts.models import User
from classes.domain.events import add_speaker, remove_speaker
from classes.domain.pupils import NEW, managed_here
from classes.domain.signup import HOLDS_PLACE, NoRoom, NotOpen, WasThere, cancel_place, places_left, walk_in
from classes.domain.walk_ins import WhoIsIt, walk_in_without_account
from classes.forms.events import NewPersonForm, SpeakerForm, WalkInForm
from classes.models import Registration, TrainingEvent
from classes.views.event_requests import event_context, event_needed, searched_for
from core import ratelimit
from core.http import Request
from core.ratelimit import Limit
from core.words import waiting_time
from progress.views.requests import request_key

LOOKUPS = Limit("event_lookup", times=60, per=timedelta(minutes=10))  # by one organiser, of people by what they type


@event_needed
@require_http_methods(["GET", "POST"])
def event_people(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    """A search is posted: names stay out of addresses."""
    return _people_page(request, event, NewPersonForm())


def _people_page(request: Request, event: TrainingEvent, new: NewPersonForm, status: int = 200) -> HttpResponse:
    words = searched_for(request)
    rows = event.registrations.filter(person__is_active=True).select_related("person")
    if words:
        rows = rows.filter(person__name__icontains=words)
    context = event_context(
        request,
        event,
        "people",
        coming=rows.filter(state__in=HOLDS_PLACE).order_by("person__name", "pk"),
        waiting=rows.filter(state=Registration.State.WAITING).order_by("position"),
        left=places_left(event),
        words=words,
        form=WalkInForm(),
        new=new,
        managed=managed_here(event.group).exists(),
    )
    return render(request, "classes/event_people.html", context, status=status)


@event_needed
@require_POST
def add_walk_in(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    """By what they sign in with. Of several behind one phone number none is guessed."""
    form = WalkInForm(request.POST)
    problem = ""
    if wait := ratelimit.take(LOOKUPS, str(person.public_id)):
        problem = _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)}
    elif not form.is_valid():
        problem = _("Write the phone number or user name.")
    else:
        problem = _let_in(request, event, form.cleaned_data["identifier"], person)
    if problem:
        messages.error(request, problem)
    return redirect("event_people", event.public_id)


def _let_in(request: Request, event: TrainingEvent, identifier: str, by: User) -> str:
    """What is in the way, if anything."""
    found = _who_signs_in_with(identifier, event)
    if len(found) != 1:
        return _("Nobody, or more than one, signs in with this. Ask for the user name, or let them scan the code.")
    try:
        walk_in(event=event, person=found[0], by=by, at=timezone.now())
    except NoRoom:
        return _("All places are taken. Give the training more places first.")
    except NotOpen:
        return _("The training is not open.")
    messages.success(request, _("%(name)s has a place.") % {"name": found[0]})
    return ""


def _who_signs_in_with(identifier: str, event: TrainingEvent) -> list[User]:
    """But no child of a school outside of this branch: nobody learns its name, or takes it in, by a user name alone."""
    branch = event.group.organisation.path
    return [
        one
        for one in people_behind(normalise_identifier(identifier))
        if not (one.is_minor and one.managed_by and not one.managed_by.path.startswith(branch))
    ]


@sensitive_post_parameters("name")
@event_needed
@require_POST
def add_new_person(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    """By name, with an account that the organisation makes; asks first where it made one of this name before."""
    form = NewPersonForm(request.POST)
    if not form.is_valid():
        return _people_page(request, event, form, status=422)
    try:
        row = walk_in_without_account(
            event=event,
            name=form.cleaned_data["name"],
            answer=request.POST.get("answer", ""),
            by=person,
            at=timezone.now(),
            key=request_key(request),
        )
    except WhoIsIt as question:
        key = request.POST.get("key", "")
        context = event_context(request, event, "people", form=form, same=question.same, new=NEW, key=key)
        return render(request, "classes/event_same_name.html", context)
    except NoRoom:
        form.add_error("name", _("All places are taken. Give the training more places first."))
        return _people_page(request, event, form, status=422)
    except NotOpen:
        form.add_error("name", _("The training is not open."))
        return _people_page(request, event, form, status=422)
    if row is not None:
        messages.success(request, _("%(name)s has a place.") % {"name": row.person})
    return redirect("event_people", event.public_id)


@event_needed
@require_POST
def release_place(request: Request, person: User, event: TrainingEvent, member: UUID) -> HttpResponse:
    row = get_object_or_404(event.registrations.select_related("person"), person__public_id=member)
    try:
        cancel_place(event=event, person=row.person, by=person, at=timezone.now())
    except WasThere:
        messages.error(request, _("%(name)s was at a session and keeps the place.") % {"name": row.person})
    else:
        messages.success(request, _("%(name)s has no place any more.") % {"name": row.person})
    return redirect("event_people", event.public_id)


@event_needed
@require_http_methods(["GET", "POST"])
def event_speakers(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    form = SpeakerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        found: list[User] = []
        if got["identifier"]:
            found = _who_signs_in_with(got["identifier"], event)
        if wait := ratelimit.take(LOOKUPS, str(person.public_id)):
            form.add_error(None, _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)})
        elif got["identifier"] and len(found) != 1:
            form.add_error("identifier", _("No account signs in with this. Leave it empty, or check it."))
        else:
            account = found[0] if found else None
            add_speaker(event=event, name=got["name"], part=got["part"], person=account, by=person, at=timezone.now())
            messages.success(request, _("Kept."))
            return redirect("event_speakers", event.public_id)
    speakers = event.speakers.select_related("person")
    context = event_context(request, event, "speakers", form=form, speakers=speakers)
    return render(request, "classes/event_speakers.html", context, status=422 if form.errors else 200)


@event_needed
@require_POST
def drop_speaker(request: Request, person: User, event: TrainingEvent, speaker: UUID) -> HttpResponse:
    found = event.speakers.select_related("event").filter(public_id=speaker).first()
    if found is not None:
        remove_speaker(speaker=found, by=person, at=timezone.now())
    return redirect("event_speakers", event.public_id)
