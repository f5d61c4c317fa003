"""A quiz with all its questions on one page: one form. A script keeps each answer by itself, as on its own page."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.requestkeys import KeyUsedForAnotherAct
from progress.domain.acts import check_quiz_answer, save_quiz_answer
from progress.views.quiz import attempt_at, clock_of, closed_in_words, question_address
from progress.views.requests import key_spent, learner_needed, request_key, too_long
from quizzes.arrival import Arrival, first_sequence, print_of
from quizzes.domain.attempts import AnswerStands, AttemptClosed
from quizzes.domain.queries import item_view, items_of
from quizzes.grading import is_keyed, read_response
from quizzes.kinds import AnswerTooLong, Response, ResponseMismatch
from quizzes.kinds.base import Posted
from quizzes.models import AttemptItem
from quizzes.models.quiz import Feedback

_FIELD = re.compile(r"s(\d{1,4})-(.+)", re.DOTALL)


@never_cache
@require_http_methods(["GET", "POST"])
@learner_needed
def questions(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID) -> HttpResponse:
    if request.method == "POST":
        return _keep(request, learner, lesson, attempt)
    return _page(request, learner, lesson, attempt)


def _page(
    request: HttpRequest,
    learner: User,
    lesson: UUID,
    attempt: UUID,
    *,
    problems: dict[int, str] | None = None,
    problem: str = "",
    typed: dict[int, Response] | None = None,
) -> HttpResponse:
    """``problems``: by question; ``problem``: about the whole page; ``typed``: sent and not kept, to go on with."""
    place, found = attempt_at(learner, lesson, attempt)
    if not found.is_open:
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    told = problems or {}
    rows: list[dict[str, Any]] = []
    for item in items_of(found):
        shown = print_of(item.response)
        item.response = (typed or {}).get(item.position, item.response)
        rows.append(
            {
                "item": item,
                "question": item_view(item, reveal=item.checked_at is not None),
                "problem": told.get(item.position, ""),
                "immediate": found.feedback == Feedback.IMMEDIATE and is_keyed(item.version.content),
                "sequence": first_sequence(item.client_order, at=timezone.now()),
                "shown": shown,
            }
        )
    context = {
        "attempt": found,
        "place": place,
        "rows": rows,
        "problem": problem,
        "wrong": [row["item"].position for row in rows if row["problem"]],
        "key": uuid4(),
        "clock": clock_of(found, timezone.now()),
    }
    return render(request, "quizzes/all.html", context, status=422 if told or problem else 200)


def _keep(request: HttpRequest, learner: User, lesson: UUID, attempt: UUID) -> HttpResponse:
    """Keep what this page changed: what another device answered meanwhile stays."""
    _place, found = attempt_at(learner, lesson, attempt)
    sent, key, at = _by_question(request), request_key(request), timezone.now()
    act, _name, number = request.POST.get("act", "save").partition("-")
    asked = int(number) if number.isascii() and number.isdigit() and len(number) <= 4 else 0
    problems: dict[int, str] = {}
    typed: dict[int, Response] = {}
    try:
        for item in items_of(found):
            fields = sent.get(item.position)
            try:
                if fields is not None and _is_changed(item, fields):
                    save_quiz_answer(
                        learner=learner,
                        attempt=attempt,
                        position=item.position,
                        posted=fields,
                        at=at,
                        key=uuid5(key, str(item.position)),
                        arrival=_arrival(fields),
                    )
                if act == "check" and item.position == asked and not _check(learner, item, attempt, fields or {}):
                    problems[item.position] = _("Choose or write an answer first.")
            except AnswerTooLong as long:
                problems[item.position], typed[item.position] = too_long(long), long.response
            except ResponseMismatch:
                problems[item.position] = _("This answer does not belong to this question. Please choose again.")
            except AnswerStands:
                continue  # explained meanwhile on another device
    except KeyUsedForAnotherAct:
        return key_spent(request, lambda words: _page(request, learner, lesson, attempt, problem=words))
    except AttemptClosed:
        _place, found = attempt_at(learner, lesson, attempt)
        messages.warning(request, closed_in_words(found))
        return redirect("quiz_result", lesson=lesson, attempt=attempt)
    if problems:
        return _page(request, learner, lesson, attempt, problems=problems, typed=typed)
    if act == "send":
        return redirect("quiz_review", lesson=lesson, attempt=attempt)
    moved = next((position for position, fields in sent.items() if "move" in fields), 0)
    if asked or moved:
        return redirect(question_address(found, lesson, asked or moved))
    messages.success(request, _("All your answers are kept."))
    return redirect("quiz_all", lesson=lesson, attempt=attempt)


def _check(learner: User, item: AttemptItem, attempt: UUID, fields: Posted) -> bool:
    """False: nothing was answered."""
    checked, _grade = check_quiz_answer(
        learner=learner, attempt=attempt, position=item.position, posted=fields, at=timezone.now()
    )
    return checked.response is not None


def _by_question(request: HttpRequest) -> dict[int, dict[str, list[str]]]:
    """Number of the question → its fields, without the number before their names."""
    found: dict[int, dict[str, list[str]]] = {}
    for name, values in request.POST.lists():
        if match := _FIELD.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = [str(value) for value in values]
    return found


def _is_changed(item: AttemptItem, fields: Posted) -> bool:
    """By this page: it remembers the answer it was made with. Raises ResponseMismatch."""
    return item.checked_at is None and not _arrival(fields).is_untouched(read_response(item.version.content, fields))


def _arrival(fields: Posted) -> Arrival:
    """A form without a script: the newest."""
    return Arrival(None, next(iter(fields.get("shown", ())), None))
