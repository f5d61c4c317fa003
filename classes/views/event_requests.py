"""What every page of an organiser reads first: which event is meant, if it is in their reach (SECURITY 13, 14)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.views.own import account_required
from classes.domain.reach import groups_in_reach
from classes.models import EventSession, TrainingEvent
from classes.views.requests import second_step
from core.http import Request

View = Callable[..., HttpResponse]


def event_needed(view: View) -> View:
    """``view(request, person, event, …)``: the event of this address, if its class is in reach; else 404."""

    @wraps(view)
    @never_cache
    @account_required
    def wrapped(request: HttpRequest, person: User, event: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        events = TrainingEvent.objects.filter(group__in=groups_in_reach(person).values("pk"))
        found = get_object_or_404(events.select_related("group__organisation", "posttest__pretest"), public_id=event)
        return second_step(request, person) or view(request, person, found, *args, **kwargs)

    return wrapped


def session_or_404(event: TrainingEvent, session: UUID) -> EventSession:
    found = get_object_or_404(event.sessions, public_id=session)
    found.event = event
    return found


def ids_in(values: list[str]) -> set[UUID]:
    """What is no key is nobody."""
    found = set()
    for text in values:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def searched_for(request: HttpRequest) -> str:
    """Posted: names stay out of addresses."""
    return request.POST.get("q", "").replace("\0", "").strip()[:80]


def event_context(request: Request, event: TrainingEvent, part: str, **more: Any) -> dict[str, Any]:
    """For classes/event_frame.html. ``part``: which of its tabs is shown."""
    parts = [
        ("home", "event_home", _("Overview")),
        ("people", "event_people", _("Participants")),
        ("speakers", "event_speakers", _("Speakers")),
        ("certificates", "event_certificates", _("Certificates")),
        ("survey", "event_survey_results", _("Survey")),
        ("report", "event_report", _("Report")),
        ("settings", "event_settings", _("Settings")),
    ]
    links = [(name, reverse(address, args=[event.public_id]), label) for name, address, label in parts]
    return {"event": event, "part": part, "event_parts": links, "tab": "account", **more}
