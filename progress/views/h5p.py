"""What a learner's page reports about an H5P content, and what it gets back (SECURITY 11).

The content never speaks to the server: our own script does, for the signed-in person, with the page's token.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core import ratelimit
from core.http import Request
from core.ratelimit import Limit
from core.requestkeys import KeyUsedForAnotherAct
from courses.outline import Activity
from progress.domain import h5p
from progress.domain.activities import Recorded
from progress.domain.h5p import Report, StateTooLarge
from progress.domain.places import Place
from progress.h5p_claims import BadClaim, read_claims, read_finished, read_seconds
from progress.h5p_words import result_in_words
from progress.rules import ends_by_word
from progress.views.acts import again, again_with_message, onward
from progress.views.pages import learner_of
from progress.views.requests import (
    confirm_name_if_asked,
    key_spent,
    learner_may_be_new,
    place_or_404,
    request_key,
)
from quizzes.arrival import read_sequence

STATES = Limit("h5p_states", times=150, per=timedelta(minutes=10))
REPORTS = Limit("h5p_reports", times=150, per=timedelta(minutes=10))


def _activity_or_404(learner: User | None, lesson: UUID, activity: UUID) -> tuple[Place, Activity]:
    place = place_or_404(learner, lesson)
    known = place.activity(activity)
    if known is None or known.kind != "h5p":
        raise Http404
    return place, known


@never_cache
@require_http_methods(["GET", "POST"])
def state(request: Request, lesson: UUID, activity: UUID) -> HttpResponse:
    """Where this learner is. Reading makes no guest of a visitor."""
    return _states(request, lesson, activity) if request.method == "GET" else _save_state(request, lesson, activity)


def _states(request: Request, lesson: UUID, activity: UUID) -> HttpResponse:
    learner = learner_of(request)
    _place, known = _activity_or_404(learner, lesson, activity)
    played = h5p.current_version(known)
    if played is None:
        raise Http404
    kept = h5p.states_of(learner=learner, activity=known, version=played.number)
    return JsonResponse(
        {
            "version": played.number,
            "states": [{"sub": part.sub_content, "type": part.data_type, "data": part.data} for part in kept.parts],
            "sequence": kept.sequence,
            "note": _("This exercise is new since you were here, so it begins at the start.") if kept.dropped else "",
        }
    )


@learner_may_be_new
def _save_state(request: Request, learner: User, lesson: UUID, activity: UUID) -> HttpResponse:
    place, known = _activity_or_404(learner, lesson, activity)
    if _too_often(STATES, learner):
        return _busy()
    try:
        kept = h5p.save_state(
            learner=learner,
            place=place,
            activity=known,
            version=_version(request),
            parts=h5p.read_states(request.POST.get("states", "")),
            sequence=_sequence(request),
            at=timezone.now(),
        )
    except StateTooLarge:
        return JsonResponse(
            {"problem": _("This is too much to keep your place. Your answers still count.")}, status=413
        )
    except BadClaim as bad:
        return _not_readable(bad)
    if not kept:
        return _other_version()
    return JsonResponse({"saved": True})


@require_POST
@learner_may_be_new
def report(request: Request, learner: User, lesson: UUID, activity: UUID, go: UUID) -> HttpResponse:
    """What one go at the content claims so far."""
    place, known = _activity_or_404(learner, lesson, activity)
    if _too_often(REPORTS, learner):
        return _busy()
    try:
        claims = read_claims(request.POST.get("statements", "[]"))
        ended = request.POST.get("finished", "")
        taken = h5p.take_statements(
            learner=learner,
            place=place,
            activity=known,
            report=Report(
                go=go,
                version=_version(request),
                sequence=_sequence(request),
                claims=claims,
                ended=bool(ended),
                points=read_finished(ended) if ended else None,
                seconds=read_seconds(request.POST.get("seconds", "")),
            ),
            by=learner,
            at=timezone.now(),
            key=request_key(request),
        )
    except BadClaim as bad:
        return _not_readable(bad)
    except KeyUsedForAnotherAct:
        return key_spent(request, lambda problem: HttpResponse(problem, status=409))
    if taken.result is None:
        return _other_version()
    return JsonResponse(
        {
            "saved": True,
            "done": taken.done,
            "said": result_in_words(taken.result, unread=taken.unread and known.rule == "score"),
            "lesson_completed": taken.recorded.lesson_completed,
            "course_completed": taken.recorded.course_completed,
            "next": reverse("course_done", args=[place.course]) if taken.recorded.course_completed else "",
        }
    )


@require_POST
@learner_may_be_new
def declare(request: Request, learner: User, lesson: UUID, activity: UUID) -> HttpResponse:
    """“Saya sudah membacanya”, without JavaScript."""
    place, known = _activity_or_404(learner, lesson, activity)
    form = confirm_name_if_asked(request, learner)
    if form is not None:
        return again(request, place, "", name_form=form)
    try:
        recorded = h5p.declare_done(
            learner=learner, place=place, activity=known, by=learner, at=timezone.now(), key=request_key(request)
        )
    except KeyUsedForAnotherAct:
        return key_spent(request, partial(again_with_message, request, place))
    return _after_word(request, learner, place, activity, recorded)


def _after_word(request: Request, learner: User, place: Place, activity: UUID, recorded: Recorded) -> HttpResponse:
    """Back to where the learner was; onward from a page that has no button of its own to leave it."""
    completed = recorded.lesson_completed or recorded.course_completed
    if place.lesson is None or (completed and not ends_by_word(place.lesson)):
        return onward(request, learner, place, recorded)
    return redirect(f"{place.lesson.url}#h5p-{activity.hex[:8]}")


def _version(request: Request) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _sequence(request: Request) -> int:
    return read_sequence(request.POST.get("seq", "")) or 0


def _too_often(limit: Limit, learner: User) -> bool:
    return ratelimit.take(limit, str(learner.public_id)) is not None


def _busy() -> HttpResponse:
    """The page's script keeps it and sends it again."""
    return JsonResponse({"problem": _("Too much at once. It will be sent in a moment.")}, status=429)


def _not_readable(bad: BadClaim) -> HttpResponse:
    """``why`` is for whoever writes a content type."""
    problem = _("What the exercise reported could not be read, so it was not kept.")
    return JsonResponse({"problem": problem, "why": bad.args[0]}, status=422)


def _other_version() -> HttpResponse:
    problem = _("This exercise was renewed meanwhile. Open the page again to begin with the new one.")
    return JsonResponse({"problem": problem, "renewed": True}, status=409)
