"""Item analysis in the admin: all quizzes, one quiz, one question. No page here knows a name."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quizzes.admin_analysis import (
    others_hidden,
    outcome_line,
    percent,
    question_line,
    question_lines,
    quiz_sheets,
    versions_table,
)
from quizzes.admin_views.files import file_of
from quizzes.analysis import FEWEST
from quizzes.domain.analysis import question_analysis, quiz_analysis, quiz_lines
from quizzes.models import Question, Quiz

_PER_PAGE = 50


def _check(request: HttpRequest, model: str) -> None:
    if not request.user.has_perm(f"quizzes.view_{model}"):
        raise PermissionDenied


@require_safe
def analyses(request: HttpRequest) -> HttpResponse:
    """All quizzes, by title."""
    _check(request, "quiz")
    quizzes = Quiz.objects.order_by("title", "pk").prefetch_related("sections__pool")
    page = Paginator(quizzes, _PER_PAGE).get_page(request.GET.get("p"))
    lines = [
        {
            "quiz": line.quiz,
            "counts": line.counts,
            "passed": line.counts and percent(line.counts.passed),
            "mean": line.counts and percent(line.counts.mean / 100),
        }
        for line in quiz_lines(page.object_list)
    ]
    return render(request, "quizzes/admin/analyses.html", {"page": page, "lines": lines, "fewest": FEWEST})


@require_safe
def analyse_quiz(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request, "quiz")
    quiz = get_object_or_404(Quiz, pk=pk)
    found = quiz_analysis(quiz)
    if wanted := request.GET.get("export"):
        return file_of(wanted, f"analisis-kuis-{pk}", quiz_sheets(found) if found else {})
    context = {"quiz": quiz, "fewest": FEWEST}
    if found:
        page = Paginator(question_lines(found.questions), _PER_PAGE).get_page(request.GET.get("p"))
        context |= {
            "outcome": outcome_line(found.outcome),
            "has_marks": found.has_marks,
            "page": page,
            "hidden": others_hidden(found.hidden, FEWEST),
        }
    return render(request, "quizzes/admin/quiz_analysis.html", context)


@require_safe
def analyse_question(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request, "question")
    question = get_object_or_404(Question, pk=pk)
    found = question_analysis(question)
    places = {_("In quizzes"): found.in_quizzes, _("In lessons"): found.in_lessons}
    lines = {place: question_line(1, one) if one else None for place, one in places.items()}
    if wanted := request.GET.get("export"):
        tables = {place: versions_table(line) for place, line in lines.items() if line}
        return file_of(wanted, f"analisis-soal-{pk}", tables)
    context = {"question": question, "lines": lines, "told": any(lines.values()), "fewest": FEWEST}
    return render(request, "quizzes/admin/question_analysis.html", context)
