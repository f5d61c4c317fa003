"""Tests of learning paths and “where do I begin?”: question by question, then bars and words. Needs no script."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.requestkeys import KeyUsedForAnotherAct
from courses.models import Track, TrackTest
from progress.domain.acts import continue_course, save_quiz_answer
from progress.domain.enrol import PrerequisitesMissing
from progress.domain.queries import course_states
from progress.domain.track_tests import (
    Taken,
    answer_placement,
    bars,
    beginning,
    ladder_of,
    placed_last,
    placements,
    start_test,
    submit_test,
    test_of,
    tests_of,
)
from progress.placement import next_question
from progress.views.pages import learner_of
from progress.views.requests import (
    is_move,
    key_spent,
    learner_may_be_new,
    learner_needed,
    posted_fields,
    request_key,
    too_long,
    wants_json,
)
from quizzes import words
from quizzes.arrival import Arrival, first_sequence, print_of, read_sequence
from quizzes.domain.attempts import (
    AnswerStands,
    AttemptClosed,
    NewerAnswerKept,
    NotEnoughQuestions,
    StartRefused,
)
from quizzes.domain.queries import attempt_of, item_view, items_of
from quizzes.domain.rules import rules_for
from quizzes.kinds import AnswerTooLong, Response, ResponseMismatch
from quizzes.models import Attempt, AttemptItem

_MOST_QUESTIONS = 9999  # what the name of a request key has room for


@never_cache
@require_safe
def track_tests(request: HttpRequest, track: str) -> HttpResponse:
    """What can be taken before and after this path, and what it showed."""
    found = get_object_or_404(Track, slug=track)
    learner = learner_of(request)  # type: ignore[arg-type]
    tests = tests_of(found, learner)
    if not tests:
        raise Http404
    states = [state for state in course_states(learner) if state.outline.track == found.slug]
    before, after = tests.get(TrackTest.Kind.BEFORE), tests.get(TrackTest.Kind.AFTER)
    context = {
        "tab": "courses",
        "track": found,
        "before": before,
        "after": after,
        "is_learned": bool(states) and all(state.is_complete for state in states if state.is_started)
        and any(state.is_complete for state in states),
        "first": states[0].outline if states else None,
    }  # fmt: skip
    return render(request, "tests/track.html", context)


@never_cache
@require_safe
def placement(request: HttpRequest) -> HttpResponse:
    tests = placements()
    if not tests:
        raise Http404
    mine = placed_last(learner_of(request), [test.key for test in tests])  # type: ignore[arg-type]
    rows = [Taken(test, mine.get(test.key)) for test in tests]
    return render(request, "tests/placement.html", {"tab": "courses", "rows": rows})


@require_POST
@learner_may_be_new
def start(request: HttpRequest, learner: User, test: UUID) -> HttpResponse:
    found = get_object_or_404(TrackTest.objects.select_related("quiz", "track"), key=test, quiz__live=True)
    try:
        attempt = start_test(learner=learner, test=found, at=timezone.now())
    except StartRefused as told:
        messages.warning(request, words.refused(told.refusal, rules_for(learner, found.quiz)))
        return redirect("home")
    except NotEnoughQuestions:
        messages.warning(request, _("This quiz has no questions yet. Please tell a trainer."))
        return redirect("home")
    return redirect("go_on_with_test", attempt=attempt.public_id)


@never_cache
@require_safe
@learner_needed
def go_on(request: HttpRequest, learner: User, attempt: UUID) -> HttpResponse:
    """To the question that is next, or to the end."""
    test, found = _test_at(learner, attempt)
    if not found.is_open:
        return redirect("test_result", attempt=attempt)
    if test.is_placement:
        following = next_question(ladder_of(test, found))
        position = following.position if following else None
    else:
        position = next((item.position for item in items_of(found) if item.response is None), None)
    if position is None:
        return redirect("test_review", attempt=attempt)
    return redirect("test_question", attempt=attempt, position=position)


def _test_at(learner: User, public_id: UUID) -> tuple[TrackTest, Attempt]:
    """404 also for somebody else's, and for one that is no test of a path."""
    try:
        found = attempt_of(learner=learner, public_id=public_id)
    except Attempt.DoesNotExist:
        raise Http404 from None
    test = test_of(found)
    if test is None:
        raise Http404
    if found.is_over(timezone.now()):
        found = submit_test(learner=learner, attempt=public_id, at=timezone.now())
    return test, found


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def question(request: HttpRequest, learner: User, attempt: UUID, position: int) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, learner, attempt, position)
    return _page(request, learner, attempt, position)


def _page(
    request: HttpRequest,
    learner: User,
    attempt: UUID,
    position: int,
    *,
    problem: str = "",
    status: int = 200,
    typed: Response | None = None,
) -> HttpResponse:
    """``typed``: an answer that was sent and is not kept, to go on with."""
    test, found = _test_at(learner, attempt)
    if wants_json(request):
        return JsonResponse({"open": found.is_open})
    if not found.is_open:
        return redirect("test_result", attempt=attempt)
    items = items_of(found)
    item = next((item for item in items if item.position == position), None)
    if item is None:
        raise Http404
    if test.is_placement:  # step by step: neither back nor ahead
        following = next_question(ladder_of(test, found))
        if following is None or following.position != position:
            return redirect("go_on_with_test", attempt=attempt)
    shown = print_of(item.response)
    if typed is not None:
        item.response = typed
    asked = sum(other.checked_at is not None for other in items) + 1
    context = {
        "attempt": found,
        "test": test,
        "items": items,
        "item": item,
        "number": asked if test.is_placement else position,
        "question": item_view(item, reveal=False),
        "is_last": position == items[-1].position,
        "problem": problem,
        "key": uuid4(),
        "sequence": first_sequence(item.client_order, at=timezone.now()),
        "shown": shown,
    }
    return render(request, "tests/question.html", context, status=status)


def _answer(request: HttpRequest, learner: User, attempt: UUID, position: int) -> HttpResponse:
    test, found = _test_at(learner, attempt)
    if position > _MOST_QUESTIONS:
        raise Http404
    here = (request, learner, attempt, position)
    if not request.POST:  # of another content type, or cut off: what cannot be read takes no answer back
        return _again(*here, _("This answer could not be read. Please choose again."))
    try:
        note = _keep(request, learner, test, attempt, position)
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except KeyUsedForAnotherAct:
        return key_spent(request, lambda problem: _page(*here, problem=problem, status=422))
    except AnswerTooLong as long:
        return _again(*here, too_long(long), typed=long.response)
    except ResponseMismatch:
        return _again(*here, _("This answer does not belong to this question. Please choose again."))
    except AttemptClosed:
        problem = _("Question %(number)s: this attempt was handed in already. This answer was not kept.")
        if wants_json(request):
            closed = {"saved": False, "closed": True, "problem": problem % {"number": position}}
            return JsonResponse(closed, status=409)
        return redirect("test_result", attempt=attempt)
    if wants_json(request):
        return JsonResponse({"saved": True} | ({"note": note, "superseded": True} if note else {}))
    if note:
        messages.warning(request, note)
    if is_move(request):
        return redirect("test_question", attempt=attempt, position=position)
    if test.is_placement:
        return redirect("go_on_with_test", attempt=attempt)
    if AttemptItem.objects.filter(attempt=found, position__gt=position).exists():
        return redirect("test_question", attempt=attempt, position=position + 1)
    return redirect("test_review", attempt=attempt)


def _keep(request: HttpRequest, learner: User, test: TrackTest, attempt: UUID, position: int) -> str:
    """What to tell: nothing where the answer was kept. A placement keeps what is sent with its button only."""
    posted, at, key = posted_fields(request), timezone.now(), request_key(request)
    if test.is_placement:
        if is_move(request) or wants_json(request):
            save_quiz_answer(learner=learner, attempt=attempt, position=position, posted=posted, at=at, key=key)
            return ""
        if request.POST.get("act") == "unknown":
            posted = {}
        try:
            answer_placement(learner=learner, attempt=attempt, position=position, posted=posted, at=at, key=key)
        except AnswerStands:
            return ""  # sent twice, from two pages: the first one stands
        return ""
    arrival = Arrival(read_sequence(request.POST.get("seq", "")), request.POST.get("shown"))
    try:
        save_quiz_answer(
            learner=learner, attempt=attempt, position=position, posted=posted, at=at, key=key, arrival=arrival
        )
    except NewerAnswerKept:
        note = _("Question %(number)s: you answered again later. That answer is kept, not this older one.")
        return note % {"number": position}
    return ""


def _again(
    request: HttpRequest, learner: User, attempt: UUID, position: int, problem: str, typed: Response | None = None
) -> HttpResponse:
    """Nothing was kept and nothing was lost: the question again, with the reason."""
    if wants_json(request):
        return JsonResponse({"problem": problem}, status=422)
    return _page(request, learner, attempt, position, problem=problem, status=422, typed=typed)


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def review(request: HttpRequest, learner: User, attempt: UUID) -> HttpResponse:
    """What is answered and what is not; then “Kirim jawaban”."""
    test, found = _test_at(learner, attempt)
    if request.method == "POST" and not test.is_placement:
        submit_test(learner=learner, attempt=attempt, at=timezone.now())
        return redirect("test_result", attempt=attempt)
    if not found.is_open:
        return redirect("test_result", attempt=attempt)
    if test.is_placement:
        if next_question(ladder_of(test, found)) is not None:
            return redirect("go_on_with_test", attempt=attempt)
        submit_test(learner=learner, attempt=attempt, at=timezone.now())  # its questions were taken away meanwhile
        return redirect("test_result", attempt=attempt)
    items = items_of(found)
    unanswered = [one for one in items if one.response is None]
    context = {"attempt": found, "test": test, "items": items, "unanswered": unanswered}
    return render(request, "tests/review.html", context)


@never_cache
@require_safe
@learner_needed
def result(request: HttpRequest, learner: User, attempt: UUID) -> HttpResponse:
    test, found = _test_at(learner, attempt)
    if found.is_open:
        return redirect("go_on_with_test", attempt=attempt)
    if test.is_placement:
        return render(
            request, "tests/beginning.html", {"test": test, "attempt": found, "found": beginning(test, found)}
        )
    return render(request, "tests/result.html", _result(learner, test, found))


def _result(learner: User, test: TrackTest, found: Attempt) -> dict[str, Any]:
    tests = tests_of(test.track, learner)
    before = tests.get(TrackTest.Kind.BEFORE)
    compared = None
    if test.kind == TrackTest.Kind.AFTER and before and before.attempt and before.is_done:
        handed_in = before.attempt.submitted_at
        compared = before.attempt if handed_in and handed_in <= found.started_at else None
    shown = bars(found, compared)
    states = [state for state in course_states(learner) if state.outline.track == test.track.slug]
    return {
        "test": test,
        "attempt": found,
        "bars": shown,
        "compared": compared,
        "change": (found.percent or 0) - (compared.percent or 0) if compared else 0,
        "rows": [{"item": item, "question": item_view(item, reveal=True)} for item in items_of(found)],
        "next": next((state for state in states if not state.is_complete), None),
    }


@require_POST
@learner_needed
def start_here(request: HttpRequest, learner: User, attempt: UUID) -> HttpResponse:
    """“Mulai dari sini”, or with ``from=first`` from the beginning: follows the course and opens the lesson."""
    test, found = _test_at(learner, attempt)
    begin = beginning(test, found) if test.is_placement and not found.is_open else None
    if begin is None:
        raise Http404
    from_first = request.POST.get("from") == "first"
    outline = begin.first if from_first else begin.outline
    try:
        continue_course(learner=learner, outline=outline, at=timezone.now())
    except PrerequisitesMissing as missing:
        messages.warning(request, _("First complete: %(courses)s.") % {"courses": missing})
        return redirect(missing.locked.url)
    module = outline.modules[0] if from_first else begin.module
    return redirect(module.lessons[0].url if module.lessons else outline.url)
