"""Beranda and the pages that join apps."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Notice
from certificates.domain.ledger import years_of
from certificates.domain.queries import certificates_of
from classes.domain.own import due_now
from courses.domain.outlines import outlines
from courses.models import Track
from progress.domain.queries import course_state, course_states, current_course
from progress.domain.track_tests import has_placement


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    learner = request.user if request.user.is_authenticated else None
    states = course_states(learner)
    tracks = [
        (track, [state for state in states if state.outline.track == track.slug]) for track in Track.objects.all()
    ]
    context = {
        "tab": "home",
        "may_place": not any(state.is_started for state in states) and bool(states) and has_placement(),
        "due": due_now(learner, states, at=timezone.now()) if learner else [],
        "current": current_course(states),
        "tracks": [(track, found) for track, found in tracks if found],
        "first": states[0] if states else None,
        "waiting": [state for state in states if state.waits_for_name],
        "unread": Notice.objects.filter(person=learner, read_at=None).count()
        if learner and not learner.is_guest
        else 0,
    }
    return render(request, "home.html", context)


@never_cache
@require_safe
def course_done(request: HttpRequest, course: UUID) -> HttpResponse:
    """The end of a course: what was earned, and what is next."""
    outline = next((outline for outline in outlines() if outline.course == course), None)
    if outline is None or not request.user.is_authenticated:
        raise Http404
    state = course_state(request.user, outline)
    if not state.is_complete:
        return redirect(outline.url)
    others = [other for other in course_states(request.user) if not other.is_complete]
    return render(request, "progress/course_done.html", {"state": state, "outline": outline, "others": others[:3]})


@never_cache
@require_safe
def my_certificates(request: HttpRequest) -> HttpResponse:
    learner = request.user if request.user.is_authenticated else None
    states = course_states(learner)
    certificates = certificates_of(learner) if learner and not learner.is_guest else []
    context = {
        "tab": "certificates",
        "certificates": certificates,
        "years": [(year, uuid4()) for year in years_of(certificates)],
        "waiting": [state for state in states if state.waits_for_name],
        "current": current_course(states),
    }
    return render(request, "certificates/mine.html", context)
