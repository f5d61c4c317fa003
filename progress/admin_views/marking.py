"""Trainers mark what no key can: the queue, the answers to one question, one answer after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from progress.domain.acts import mark_quiz_answer
from quizzes.domain.marking import (
    MarkedMeanwhile,
    answers_for,
    answers_to,
    next_waiting,
    place_among,
    queue,
)
from quizzes.models import AttemptItem, Question, Quiz
from quizzes.rubric import MAX_COMMENT, Line, PointsMissing, PointsRefused, marked, rubric_lines

_PER_PAGE = 50
_MOST_RADIOS = 6  # points; more are typed, unless each has its words


class MarkersRequest(HttpRequest):
    user: User


def _may_mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapped(request: MarkersRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("quizzes.mark_attempt"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


@require_safe
@_may_mark
def marking_queue(request: MarkersRequest) -> HttpResponse:
    page = Paginator(queue(request.user), _PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "progress/admin/marking_queue.html", {"page": page})


@require_safe
@_may_mark
def marking_answers(request: MarkersRequest, quiz: int, question: int) -> HttpResponse:
    """All answers to one question, in the order in which they were handed in."""
    answers = answers_to(request.user, quiz, question).select_related("version", "attempt", "marked_by")
    page = Paginator(answers, _PER_PAGE).get_page(request.GET.get("p"))
    rows = [
        {"item": item, "number": number, "mark": marked(item.version.content, item.mark)}
        for number, item in enumerate(page.object_list, page.start_index())
    ]
    context = {
        "quiz": get_object_or_404(Quiz, pk=quiz),
        "question": get_object_or_404(Question, pk=question),
        "page": page,
        "rows": rows,
        "first": next_waiting(answers, None),
    }
    return render(request, "progress/admin/marking_answers.html", context)


@dataclass(frozen=True)
class Row:
    """A line of the rubric as a form: ``typed`` is what stands in it, however wrong."""

    line: Line
    typed: str
    problem: str = ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """(points, words, chosen); [] where they are typed."""
        points = [str(number) for number in range(self.line.most + 1)]
        fits = self.typed in ("", *points)
        if not fits or (self.line.most > _MOST_RADIOS and not self.line.levels):
            return []
        words = self.line.levels or ("",) * len(points)
        return [(number, said, number == self.typed) for number, said in zip(points, words, strict=True)]


@dataclass(frozen=True)
class Form:
    rows: list[Row]
    comment: str
    problem: str = ""
    seen: datetime | None = None


def _form_of(item: AttemptItem) -> Form:
    mark = item.mark or {"points": {}, "comment": ""}
    lines = rubric_lines(item.version.content, mark["points"])
    rows = [Row(line, "" if line.points is None else str(line.points)) for line in lines]
    return Form(rows, mark["comment"], seen=item.marked_at)


def _typed(request: MarkersRequest, item: AttemptItem) -> dict[str, str]:
    return {
        line.id: request.POST.get(f"points-{line.id}", "").strip()[:20] for line in rubric_lines(item.version.content)
    }


def _form_with(request: MarkersRequest, item: AttemptItem, problem: str, *, seen: datetime | None) -> Form:
    """What was typed, with what is wrong."""
    typed = _typed(request, item)
    rows = [Row(line, typed[line.id], _wrong(typed[line.id], line)) for line in rubric_lines(item.version.content)]
    return Form(rows, request.POST.get("comment", ""), problem, seen)


def _wrong(typed: str, line: Line) -> str:
    if not typed:
        return _("Choose the points.")
    fits = (points := _whole(typed)) is not None and points <= line.most
    return "" if fits else _("Points are a whole number from 0 to %(most)s.") % {"most": line.most}


def _whole(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None


@require_http_methods(["GET", "POST"])
@_may_mark
def mark_answer(request: MarkersRequest, item: int) -> HttpResponse:
    found = answers_for(request.user).filter(pk=item)
    answer = found.select_related("version", "attempt__quiz", "attempt__learner", "marked_by").first()
    if answer is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, answer)
    if "skip" in request.GET:
        return _onward(request, answer, skipped=True)
    return _page(request, answer, _form_of(answer))


def _keep(request: MarkersRequest, answer: AttemptItem) -> HttpResponse:
    seen = _seen(request.POST.get("seen", ""))
    comment = request.POST.get("comment", "").replace("\r\n", "\n").strip()
    if len(comment) > MAX_COMMENT or "\0" in comment:
        problem = _("A comment has at most %(limit)s characters. Shorten it, then save again.") % {"limit": MAX_COMMENT}
        return _page(request, answer, _form_with(request, answer, problem, seen=seen), status=422)
    typed = {name: _whole(text) for name, text in _typed(request, answer).items() if text}
    problem = _("Nothing was kept yet. Look at the lines that are marked.")
    again = _form_with(request, answer, problem, seen=seen)
    if None in typed.values():
        return _page(request, answer, again, status=422)
    points = {name: number for name, number in typed.items() if number is not None}
    try:
        given = mark_quiz_answer(
            item=answer.pk, points=points, comment=comment, by=request.user, at=timezone.now(), seen=seen
        )
    except (PointsMissing, PointsRefused):
        return _page(request, answer, again, status=422)
    except MarkedMeanwhile as meanwhile:
        return _page(request, answer, _told_meanwhile(request, answer, meanwhile.item), status=409)
    messages.success(request, _("The mark is kept."))
    if given.tells_learner:
        messages.info(request, _("All answers of this attempt are marked. The learner was told."))
    return _onward(request, answer)


def _seen(said: str) -> datetime | None:
    try:
        return parse_datetime(said)
    except ValueError:  # no form of ours says so: as if nothing had been seen
        return None


def _told_meanwhile(request: MarkersRequest, answer: AttemptItem, theirs: AttemptItem) -> Form:
    mark = marked(theirs.version.content, theirs.mark)
    by = theirs.marked_by.name if theirs.marked_by else _("a member of staff")
    problem = _(
        "%(by)s marked this answer meanwhile: %(points)s of %(most)s points. Yours was not kept. "
        "To put yours in its place, save once more."
    ) % {"by": by, "points": mark.points if mark else 0, "most": mark.most if mark else 0}
    return _form_with(request, answer, problem, seen=theirs.marked_at)


def _onward(request: MarkersRequest, answer: AttemptItem, *, skipped: bool = False) -> HttpResponse:
    """To the next one that waits; behind the last one, to those that were skipped, or back to the queue."""
    quiz, question = answer.attempt.quiz_id, answer.version.question_id
    answers = answers_to(request.user, quiz, question)
    following = next_waiting(answers, answer) or (None if skipped else next_waiting(answers, None))
    if following is not None:
        names = "?names=1" if _shows_names(request) else ""
        return redirect(reverse("mark_answer", args=[following.pk]) + names)
    if skipped:
        messages.info(request, _("That was the last one. What you skipped still waits."))
    else:
        messages.success(request, _("All answers to this question are marked."))
    return redirect("marking_queue")


def _shows_names(request: MarkersRequest) -> bool:
    return (request.POST.get("names") or request.GET.get("names")) == "1"


def _page(request: MarkersRequest, answer: AttemptItem, form: Form, *, status: int = 200) -> HttpResponse:
    answers = answers_to(request.user, answer.attempt.quiz_id, answer.version.question_id)
    number = place_among(answers, answer)
    assert answer.response is not None  # only answers that were given are marked
    text = str(answer.response["text"])
    words = len(text.split())
    context = {
        "answer": answer,
        "quiz": answer.attempt.quiz,
        "content": answer.version.content,
        "text": text,
        "words": ngettext("%(count)s word", "%(count)s words", words) % {"count": words},
        "too_long": words > (answer.version.content.get("most_words") or words),
        "number": number,
        "total": answers.count(),
        "waiting": answers.filter(mark__isnull=True).count(),
        "form": form,
        "most_comment": MAX_COMMENT,
        "names": _shows_names(request),
    }
    return render(request, "progress/admin/mark_answer.html", context, status=status)
