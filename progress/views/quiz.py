"""Taking a quiz: one question a screen, kept as it is answered, handed in when the learner says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.own import NameForm
from accounts.models import User
from core.requestkeys import KeyUsedForAnotherAct
from core.words import clock
from progress.domain.acts import check_quiz_answer, save_quiz_answer, start_quiz, submit_quiz
from progress.domain.overtime import hand_in_if_over
from progress.domain.places import Place
from progress.domain.queries import completed_lessons, course_state
from progress.rules import is_last_undone, part_marks
from progress.views.requests import (
    confirm_name_if_asked,
    is_move,
    key_spent,
    learner_may_be_new,
    learner_needed,
    name_form_of,
    place_or_404,
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
    AttemptLimitReached,
    NewerAnswerKept,
    NotEnoughQuestions,
    StartRefused,
)
from quizzes.domain.doors import door
from quizzes.domain.gain import own_gain
from quizzes.domain.queries import attempt_context, attempt_of, attempts_in, in_words, item_view, items_of, part_titles
from quizzes.domain.rules import rules_for, rules_of_attempt
from quizzes.grading import is_keyed, waits_for_mark
from quizzes.kinds import AnswerTooLong, Response, ResponseMismatch
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.models.quiz import Feedback, Layout
from quizzes.rules import Refusal, Why, is_explained, time_left

_MOST_QUESTIONS = 9999  # what the name of a request key has room for


@require_POST
@learner_may_be_new
def start(request: HttpRequest, learner: User, lesson: UUID, activity: UUID) -> HttpResponse:
    place = place_or_404(learner, lesson)
    known = place.activity(activity)
    quiz = Quiz.objects.filter(key=known.ref, live=True).first() if known and known.kind == "quiz" else None
    if quiz is None or place.lesson is None:
        raise Http404
    try:
        attempt = start_quiz(learner=learner, place=place, activity=activity, quiz=quiz, by=learner, at=timezone.now())
    except StartRefused as told:
        messages.warning(request, words.refused(told.refusal, rules_for(learner, quiz)))
        return redirect(place.lesson.url)
    except AttemptLimitReached:
        messages.warning(request, words.refused(Refusal(Why.NO_ATTEMPT_LEFT), rules_for(learner, quiz)))
        return redirect(place.lesson.url)
    except NotEnoughQuestions:
        messages.warning(request, _("This quiz has no questions yet. Please tell a trainer."))
        return redirect(place.lesson.url)
    first = next((item.position for item in items_of(attempt) if item.response is None), 1)
    return redirect(question_address(attempt, lesson, first))


def attempt_at(learner: User, lesson: UUID, public_id: UUID) -> tuple[Place, Attempt]:
    """One whose time is up is handed in by this look.

    404 as well under another lesson's address: the outcome would be noted for the wrong course.
    """
    place = place_or_404(learner, lesson)
    try:
        attempt = attempt_of(learner=learner, public_id=public_id)
    except Attempt.DoesNotExist:
        raise Http404 from None
    if not place.has_activity(attempt.context):
        raise Http404
    if hand_in_if_over(learner=learner, place=place, attempt=attempt, at=timezone.now()):
        attempt = attempt_of(learner=learner, public_id=public_id)
    return place, attempt


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def question(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID, position: int) -> HttpResponse:
    if request.method == "POST":
        try:
            return _answer(request, learner, lesson, attempt, position)
        except Http404:
            if not wants_json(request):
                raise
            return _refused(_("Question %(number)s is no longer there, so its answer was not kept."), position, 404)
    return _question_page(request, learner, lesson, attempt, position)


def _question_page(
    request: HttpRequest,
    learner: User,
    lesson: UUID,
    attempt: UUID,
    position: int,
    *,
    problem: str = "",
    status: int = 200,
    typed: Response | None = None,
) -> HttpResponse:
    """``typed``: an answer that was sent and is not kept, to go on with."""
    place, found = attempt_at(learner, lesson, attempt)
    if wants_json(request):
        return JsonResponse(clock_of(found, timezone.now()))
    if not found.is_open:
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    if found.quiz.layout == Layout.ALL and not problem:
        return redirect(question_address(found, lesson, position))
    items = items_of(found)
    item = next((item for item in items if item.position == position), None)
    if item is None:
        raise Http404
    shown = print_of(item.response)
    if typed is not None:
        item.response = typed
    context = {
        "attempt": found,
        "place": place,
        "items": items,
        "item": item,
        "question": item_view(item, reveal=item.checked_at is not None),
        "immediate": found.feedback == Feedback.IMMEDIATE and is_keyed(item.version.content),
        "answered": sum(other.response is not None for other in items),
        "next_position": position + 1 if position < len(items) else None,
        "problem": problem,
        "key": uuid4(),
        "clock": clock_of(found, timezone.now()),
        "sequence": first_sequence(item.client_order, at=timezone.now()),
        "shown": shown,
    }
    return render(request, "quizzes/question.html", context, status=status)


def question_address(attempt: Attempt, lesson: UUID, position: int) -> str:
    """Of its own page, or of its place on the page of all."""
    if attempt.quiz.layout == Layout.ALL:
        return f"{reverse('quiz_all', args=[lesson, attempt.public_id])}#soal-{position}"
    return reverse("quiz_question", args=[lesson, attempt.public_id, position])


def clock_of(attempt: Attempt, at: datetime) -> dict[str, Any]:
    """For the page and its script: whether it is open, seconds left by the server's clock, and until when in words."""
    left = time_left(attempt.deadline_at, at) if attempt.is_open else None
    if left is None or attempt.deadline_at is None:
        return {"open": attempt.is_open}
    return {
        "open": True,
        "left": int(left.total_seconds()),
        "grace": attempt.grace_seconds,
        "until": words.until(attempt.deadline_at, at),
    }


def closed_in_words(attempt: Attempt, position: int | None = None) -> str:
    """Why an answer was not kept; ``position``: to which question, where it was one."""
    if attempt.was_ended_by_time and attempt.deadline_at:
        return _("Time was up %(when)s. What was kept until then counts.") % {"when": clock(attempt.deadline_at)}
    if position is None:
        return _("This attempt was handed in already.")
    problem = _("Question %(number)s: this attempt was handed in already. This answer was not kept.")
    return problem % {"number": position}


def _answer(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID, position: int) -> HttpResponse:
    """Three ways to send an answer: keep it (script), check it, keep it and go on."""
    known = attempt_context(learner=learner, public_id=attempt)
    if known is None or not place_or_404(learner, lesson).has_activity(known) or position > _MOST_QUESTIONS:
        raise Http404
    act, here = request.POST.get("act", "next"), (request, learner, lesson, attempt, position)
    posted, now = posted_fields(request), timezone.now()
    if not request.POST:  # of another content type, or cut off: what cannot be read takes no answer back
        return _again(*here, _("This answer could not be read. Please choose again."))
    try:
        if act == "check":
            item, _grade = check_quiz_answer(learner=learner, attempt=attempt, position=position, posted=posted, at=now)
            if item.response is None:
                return _again(*here, _("Choose or write an answer first."))
            return redirect("quiz_question", lesson=lesson, attempt=attempt, position=position)
        save_quiz_answer(
            learner=learner,
            attempt=attempt,
            position=position,
            posted=posted,
            at=now,
            key=request_key(request),
            arrival=_arrival(request),
        )
    except (Attempt.DoesNotExist, AttemptItem.DoesNotExist):
        raise Http404 from None
    except KeyUsedForAnotherAct:
        return key_spent(request, lambda problem: _question_page(*here, problem=problem, status=422))
    except AnswerTooLong as long:
        return _again(*here, too_long(long), typed=long.response)
    except ResponseMismatch:
        return _again(*here, _("This answer does not belong to this question. Please choose again."))
    except NewerAnswerKept:
        note = _("Question %(number)s: you answered again later. That answer is kept, not this older one.")
        return _not_taken(request, note, position, _page_of(lesson, attempt, position), superseded=True)
    except AnswerStands:
        note = _("Question %(number)s: the explanation was shown. The answer from before it counts.")
        return _not_taken(request, note, position, _page_of(lesson, attempt, position), stands=True)
    except AttemptClosed:
        _place, found = attempt_at(learner, lesson, attempt)
        problem = closed_in_words(found, position)
        if wants_json(request):
            return JsonResponse({"saved": False, "closed": True, "problem": problem}, status=409)
        messages.warning(request, problem)
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    if wants_json(request):
        return JsonResponse({"saved": True})
    if is_move(request):
        return redirect("quiz_question", lesson=lesson, attempt=attempt, position=position)
    if AttemptItem.objects.filter(attempt__public_id=attempt, position__gt=position).exists():
        return redirect("quiz_question", lesson=lesson, attempt=attempt, position=position + 1)
    return redirect("quiz_review", lesson=lesson, attempt=attempt)


def _arrival(request: HttpRequest) -> Arrival:
    return Arrival(read_sequence(request.POST.get("seq", "")), request.POST.get("shown"))


def _page_of(lesson: UUID, attempt: UUID, position: int) -> str:
    return reverse("quiz_question", args=[lesson, attempt, position])


def _again(
    request: HttpRequest,
    learner: User,
    lesson: UUID,
    attempt: UUID,
    position: int,
    problem: str,
    typed: Response | None = None,
) -> HttpResponse:
    """Nothing was kept and nothing was lost: the question again, with the reason."""
    if wants_json(request):
        return JsonResponse({"problem": problem}, status=422)
    return _question_page(request, learner, lesson, attempt, position, problem=problem, status=422, typed=typed)


def _not_taken(request: HttpRequest, note: str, position: int, page: str, **why: bool) -> HttpResponse:
    """An answer is kept, but not this one; whoever sent it reads why."""
    note %= {"number": position}
    if wants_json(request):
        return JsonResponse({"saved": True, "note": note} | why)
    messages.warning(request, note)
    return redirect(page)


def _refused(problem: str, position: int, status: int, **why: bool) -> HttpResponse:
    return JsonResponse({"problem": problem % {"number": position}} | why, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def review(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID) -> HttpResponse:
    """What is answered and what is not; then “Kirim jawaban”."""
    place, found = attempt_at(learner, lesson, attempt)
    name_form = None
    if request.method == "POST":
        name_form = confirm_name_if_asked(request, learner)
        if name_form is None:
            submit_quiz(learner=learner, place=place, attempt=attempt, by=learner, at=timezone.now())
            return redirect("quiz_result", lesson=lesson, attempt=attempt)
    elif not found.is_open:
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    items = items_of(found)
    to_mark = sum(waits_for_mark(item.version.content, item.response, item.mark) for item in items)
    unanswered = [item for item in items if item.response is None]
    context = {
        "attempt": found,
        "place": place,
        "items": items,
        "unanswered": unanswered,
        "to_mark": to_mark,
        "name_form": name_form or _name_form(learner, place),
        "clock": clock_of(found, timezone.now()),
    }
    return render(request, "quizzes/review.html", context, status=422 if name_form else 200)


def _name_form(learner: User, place: Place) -> NameForm | None:
    """Asked for when handing in may complete the course, and never again once confirmed."""
    if place.outline is None or not is_last_undone(
        place.outline, completed_lessons(learner, place.course), place.lesson_key
    ):
        return None
    return name_form_of(learner)


@never_cache
@require_safe
@learner_needed
def result(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID) -> HttpResponse:
    place, found = attempt_at(learner, lesson, attempt)
    if found.is_open:
        return redirect("quiz_review", lesson=lesson, attempt=attempt)
    state = course_state(learner, place.outline) if place.outline else None
    at = timezone.now()
    rules = rules_of_attempt(learner, found)
    explained = is_explained(rules, at=at)
    rows: list[dict[str, Any]] = [
        {"item": item, "question": item_view(item, reveal=explained), "said": "" if explained else in_words(item)}
        for item in items_of(found)
    ]
    modules = place.outline.modules if place.outline else ()
    marks = part_marks(found.sections, titles=part_titles(found.quiz.key), modules=modules)
    activity = place.activity(found.context)
    opened = None  # the way to another attempt, where that is what comes next
    if activity is not None and not found.passed and not (state and state.is_complete):
        opened = door(rules, attempts_in(learner=learner, contexts=[found.context])[found.context], at)
    context = {
        "attempt": found,
        "place": place,
        "state": state,
        "rows": rows,
        "explained": explained,
        "explained_from": words.moment(rules.closes_at) if rules.closes_at else "",
        "sections": [(mark.title, mark.percent) for mark in marks],
        "door": opened,
        "draws": any(row["item"].section for row in rows),
        "may_retry": opened is not None and opened.refusal is None,
        "retry_url": reverse("start_quiz", args=[lesson, found.context]),
        "gain": own_gain(found, at=timezone.now()),
    }
    return render(request, "quizzes/result.html", context)
