"""“Coba soal” and “Coba kuis”: authors answer their own questions. Grades, and keeps nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.domain.queries import QuestionView
from quizzes.domain.trying import Tried, draw_to_try, newest_content, shown, to_try, tried_result
from quizzes.kinds import Content, ResponseMismatch
from quizzes.kinds.base import Posted
from quizzes.models import Question, Quiz

_SALT = "quizzes.trying"
_NAME = re.compile(r'(<(?:input|select|textarea|button)\b[^>]*?\bname=")')
_FOR_A_DAY = 86_400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_question(request: HttpRequest, pk: int) -> HttpResponse:
    _gate(request, "question")
    question = get_object_or_404(Question, pk=pk)
    content = newest_content(question)
    tried = _kept_draw(request) or ([to_try(question, content)] if content else [])
    return _page(request, question, tried[:1], {"thing": question, "edit": "wagtailsnippets_quizzes_question:edit"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_quiz(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions on one page. A POST is about the draw that it was made from."""
    _gate(request, "quiz")
    quiz = get_object_or_404(Quiz, pk=pk)
    tried = _kept_draw(request)
    if request.method == "POST" and tried is None:
        return redirect("try_quiz", pk=pk)
    tried = draw_to_try(quiz) if tried is None else tried
    return _page(request, quiz, tried, {"thing": quiz, "edit": "wagtailsnippets_quizzes_quiz:edit", "quiz": quiz})


def _gate(request: HttpRequest, model: str) -> None:
    if not request.user.has_perm(f"quizzes.change_{model}"):
        raise PermissionDenied


def _kept_draw(request: HttpRequest) -> list[Tried] | None:
    try:
        rows = signing.loads(request.POST.get("draw", ""), salt=_SALT, max_age=_FOR_A_DAY)
    except signing.BadSignature:
        return None
    return [Tried(pk, tuple(order), section) for pk, order, section in rows]


def _page(request: HttpRequest, thing: Question | Quiz, tried: list[Tried], context: dict[str, Any]) -> HttpResponse:
    questions = Question.objects.in_bulk([one.question for one in tried])
    moving = any("move" in name.rpartition("-")[2] for name in request.POST)
    reveal = request.method == "POST" and not moving
    rows: list[dict[str, Any]] = []
    answered: list[tuple[str, Content, Posted]] = []
    for number, one in enumerate(tried, 1):
        question = questions.get(one.question)
        content = newest_content(question) if question else None
        if question is None or content is None:
            continue
        posted = _posted(request, number)
        view, problem, posted = _view(content, one, number, posted, reveal)
        answered.append((one.section, content, posted))
        rows.append({"number": number, "question": view, "problem": problem, "asked": _asked(request, view, number),
                     "of": question})  # fmt: skip
    outcome = tried_result(answered, thing.pass_percent) if reveal and rows and isinstance(thing, Quiz) else None
    draw = signing.dumps([(one.question, one.order, one.section) for one in tried], salt=_SALT)
    context |= {"rows": rows, "draw": draw, "outcome": outcome, "reveal": reveal}
    return render(request, "quizzes/try.html", context)


def _view(content: Content, one: Tried, number: int, posted: Posted, reveal: bool) -> tuple[QuestionView, str, Posted]:
    try:
        return shown(content, one, number, posted, reveal=reveal), "", posted
    except ResponseMismatch:  # the question was edited in between, or more was typed than fits
        problem = _("This answer does not belong to this question. Please choose again.")
        return shown(content, one, number, {}, reveal=False), problem, {}


def _posted(request: HttpRequest, number: int) -> Posted:
    """The fields of one question; on a page of many each has its own prefix."""
    prefix = f"s{number}-"
    return {name.removeprefix(prefix): values for name, values in request.POST.lists() if name.startswith(prefix)}


def _asked(request: HttpRequest, view: QuestionView, number: int) -> SafeString:
    """The form as learners get it, its fields named after its place; after grading it may be changed again."""
    html = render_to_string("quizzes/asked.html", {"question": replace(view, grade=None)}, request=request)
    return mark_safe(_NAME.sub(rf"\1s{number}-", html))  # our own template; only names changed
