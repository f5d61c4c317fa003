"""Taking a quiz: one question a screen, kept as it is answered, handed in when the learner says so."""

from __future__ import annotations

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
from progress.domain.acts import check_quiz_answer, save_quiz_answer, start_quiz, submit_quiz
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
    wants_json,
)
from quizzes.domain.attempts import AnswerStands, AttemptClosed, AttemptLimitReached, NotEnoughQuestions
from quizzes.domain.gain import own_gain
from quizzes.domain.queries import attempt_context, attempt_of, item_view, items_of, part_titles
from quizzes.kinds import ResponseMismatch
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.models.quiz import Feedback

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
    except AttemptLimitReached as reached:
        messages.warning(
            request, _("You have used all %(count)s attempts. Your best one counts.") % {"count": reached.allowed}
        )
        return redirect(place.lesson.url)
    except NotEnoughQuestions:
        messages.warning(request, _("This quiz has no questions yet. Please tell a trainer."))
        return redirect(place.lesson.url)
    first = next((item.position for item in items_of(attempt) if item.response is None), 1)
    return redirect("quiz_question", lesson=lesson, attempt=attempt.public_id, position=first)


def _attempt_at(learner: User, lesson: UUID, public_id: UUID) -> tuple[Place, Attempt]:
    """404 as well under another lesson's address: the outcome would be noted for the wrong course."""
    place = place_or_404(learner, lesson)
    try:
        attempt = attempt_of(learner=learner, public_id=public_id)
    except Attempt.DoesNotExist:
        raise Http404 from None
    if not place.has_activity(attempt.context):
        raise Http404
    return place, attempt


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def question(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID, position: int) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, learner, lesson, attempt, position)
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
) -> HttpResponse:
    place, found = _attempt_at(learner, lesson, attempt)
    if not found.is_open:
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    items = items_of(found)
    item = next((item for item in items if item.position == position), None)
    if item is None:
        raise Http404
    context = {
        "attempt": found,
        "place": place,
        "items": items,
        "item": item,
        "question": item_view(item, reveal=item.checked_at is not None),
        "immediate": found.feedback == Feedback.IMMEDIATE,
        "answered": sum(other.response is not None for other in items),
        "next_position": position + 1 if position < len(items) else None,
        "problem": problem,
        "key": uuid4(),
    }
    return render(request, "quizzes/question.html", context, status=status)


def _answer(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID, position: int) -> HttpResponse:
    """Three ways to send an answer: keep it (script), check it, keep it and go on."""
    known = attempt_context(learner=learner, public_id=attempt)
    if known is None or not place_or_404(learner, lesson).has_activity(known) or position > _MOST_QUESTIONS:
        raise Http404
    act = request.POST.get("act", "next")
    posted, now = posted_fields(request), timezone.now()
    try:
        if act == "check":
            item, _grade = check_quiz_answer(learner=learner, attempt=attempt, position=position, posted=posted, at=now)
            if item.response is None:
                return _question_page(
                    request,
                    learner,
                    lesson,
                    attempt,
                    position,
                    problem=_("Choose or write an answer first."),
                    status=422,
                )
            return redirect("quiz_question", lesson=lesson, attempt=attempt, position=position)
        save_quiz_answer(
            learner=learner, attempt=attempt, position=position, posted=posted, at=now, key=request_key(request)
        )
    except (Attempt.DoesNotExist, AttemptItem.DoesNotExist):
        raise Http404 from None
    except KeyUsedForAnotherAct:
        page = (request, learner, lesson, attempt, position)
        return key_spent(request, lambda problem: _question_page(*page, problem=problem, status=422))
    except ResponseMismatch:
        problem = _("This answer does not belong to this question. Please choose again.")
        if wants_json(request):
            return JsonResponse({"problem": problem}, status=422)
        return _question_page(request, learner, lesson, attempt, position, problem=problem, status=422)
    except AnswerStands:
        if wants_json(request):
            return JsonResponse({"saved": True, "stands": True})
    except AttemptClosed:
        if wants_json(request):
            return JsonResponse(
                {"saved": False, "closed": True, "problem": _("This attempt was handed in already.")}, status=409
            )
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    if wants_json(request):
        return JsonResponse({"saved": True})
    if is_move(request):
        return redirect("quiz_question", lesson=lesson, attempt=attempt, position=position)
    if AttemptItem.objects.filter(attempt__public_id=attempt, position__gt=position).exists():
        return redirect("quiz_question", lesson=lesson, attempt=attempt, position=position + 1)
    return redirect("quiz_review", lesson=lesson, attempt=attempt)


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def review(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID) -> HttpResponse:
    """What is answered and what is not; then “Kirim jawaban”."""
    place, found = _attempt_at(learner, lesson, attempt)
    name_form = None
    if request.method == "POST":
        name_form = confirm_name_if_asked(request, learner)
        if name_form is None:
            submit_quiz(learner=learner, place=place, attempt=attempt, by=learner, at=timezone.now())
            return redirect("quiz_result", lesson=lesson, attempt=attempt)
    elif not found.is_open:
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    items = items_of(found)
    unanswered = [item for item in items if item.response is None]
    context = {
        "attempt": found,
        "place": place,
        "items": items,
        "unanswered": unanswered,
        "name_form": name_form or _name_form(learner, place),
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
    place, found = _attempt_at(learner, lesson, attempt)
    if found.is_open:
        return redirect("quiz_review", lesson=lesson, attempt=attempt)
    state = course_state(learner, place.outline) if place.outline else None
    rows: list[dict[str, Any]] = [{"item": item, "question": item_view(item, reveal=True)} for item in items_of(found)]
    modules = place.outline.modules if place.outline else ()
    marks = part_marks(found.sections, titles=part_titles(found.quiz.key), modules=modules)
    activity = place.activity(found.context)
    left = found.quiz.attempts_allowed - found.number if found.quiz.attempts_allowed else None
    context = {
        "attempt": found,
        "place": place,
        "state": state,
        "rows": rows,
        "sections": [(mark.title, mark.percent) for mark in marks],
        "attempts_left": left,
        "may_retry": activity is not None and (left is None or left > 0),
        "retry_url": reverse("start_quiz", args=[lesson, found.context]),
        "gain": own_gain(found, at=timezone.now()),
    }
    return render(request, "quizzes/result.html", context)
