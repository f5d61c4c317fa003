"""“Ani's turn”: a quiz on the one device of a companion session, person by person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from classes.domain.companion import note_step, people_here
from classes.models import ClassGroup, CompanionSession, Member
from classes.views.companion import place_of_session, say_ended, session_or_404
from classes.views.requests import class_context, teacher_needed
from core.http import Request
from progress.domain.acts import save_quiz_answer, start_quiz, submit_quiz
from progress.domain.enrol import PrerequisitesMissing
from progress.domain.places import Place
from progress.views.requests import is_move, posted_fields, request_key, too_long
from quizzes.domain.attempts import AttemptClosed, AttemptLimitReached, NotEnoughQuestions, StartRefused
from quizzes.domain.queries import attempts_in, item_view, items_of
from quizzes.kinds import AnswerTooLong, ResponseMismatch
from quizzes.models import Attempt, Quiz


@teacher_needed
@require_http_methods(["GET", "POST"])
def turn(
    request: Request, person: User, group: ClassGroup, session: UUID, lesson: UUID, activity: UUID, member: UUID
) -> HttpResponse:
    """“Ani's turn”: one person's own answers to a quiz, one question after the other. Nobody is signed in."""
    found = session_or_404(group, session)
    place, listed = place_of_session(found, lesson)
    who = next((one for one in people_here(found) if one.person.public_id == member), None)
    known = place.activity(activity)
    if who is None or known is None or known.kind != "quiz":
        raise Http404
    if found.ended_at is not None or group.archived_at is not None:
        say_ended(request)
        return redirect("companion_session", group.public_id, session)
    attempts = attempts_in(learner=who.person, contexts=[activity]).get(activity, [])
    opened = next((one for one in attempts if one.is_open), None)
    context = class_context(
        request, group, "materials", session=found, lesson=listed, member=who, activity=activity,
        own=opened is not None and opened.by_id == who.person_id,
    )  # fmt: skip
    if opened is not None and not context["own"]:
        return _question(request, found, place, who, opened, person, context)
    if request.method == "POST" and opened is None:
        quiz = get_object_or_404(Quiz, key=known.ref)
        try:
            start_quiz(learner=who.person, place=place, activity=activity, quiz=quiz, by=person, at=timezone.now())
        except (AttemptLimitReached, StartRefused, NotEnoughQuestions, PrerequisitesMissing):
            messages.error(request, _("No attempt can start now: the rules of the quiz say so."))
        return redirect(request.path)
    return render(request, "classes/companion_turn.html", context)


def _question(
    request: Request,
    found: CompanionSession,
    place: Place,
    who: Member,
    opened: Attempt,
    by: User,
    context: dict[str, Any],
) -> HttpResponse:
    items = items_of(opened)
    number = request.GET.get("soal", "")
    wanted = int(number) if number.isdecimal() and len(number) < 5 else 0
    first_open = next((one for one in items if one.response is None), items[0])
    item = next((one for one in items if one.position == wanted), first_open)
    problem, at = "", timezone.now()
    if request.method == "POST":
        if request.POST.get("act") == "submit":
            return _hand_in(request, found, place, who, opened, by)
        try:
            save_quiz_answer(
                learner=who.person,
                attempt=opened.public_id,
                position=item.position,
                posted=posted_fields(request),
                at=at,
                key=request_key(request),
            )
        except AnswerTooLong as long:
            problem = too_long(long)
        except ResponseMismatch:
            problem = _("This answer does not belong to this question. Please choose again.")
        except AttemptClosed:
            return _hand_in(request, found, place, who, opened, by)
        else:
            following = item.position + (0 if is_move(request) else 1)
            return redirect(f"{request.path}?soal={following if following <= len(items) else 'akhir'}")
    context |= {
        "attempt": opened,
        "items": items,
        "item": item,
        "question": item_view(item, reveal=False),
        "problem": problem,
        "at_end": number == "akhir" and not problem,
        "unanswered": sum(one.response is None for one in items),
    }
    return render(request, "classes/companion_turn.html", context, status=422 if problem else 200)


def _hand_in(
    request: Request, found: CompanionSession, place: Place, who: Member, opened: Attempt, by: User
) -> HttpResponse:
    at = timezone.now()
    submitted, recorded = submit_quiz(
        learner=who.person, place=place, attempt=opened.public_id, by=by, at=at, accompanied=True
    )
    note_step(found, who, place.lesson_key, recorded, at)
    words = {"name": who.person, "percent": submitted.percent}
    messages.success(request, _("%(name)s: %(percent)s of 100. Noted as accompanied.") % words)
    return redirect("companion_lesson", found.group.public_id, found.public_id, place.lesson_key)
