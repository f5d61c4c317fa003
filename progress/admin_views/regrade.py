"""Grading again after a mistake in a key: who changes, confirm with a reason, then the log of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.sheets import CSV, XLSX, csv_file, xlsx_file
from progress.admin_views.regrade_words import (
    MISFITS,
    RegradeForm,
    change_rows,
    key_words,
    said_otherwise,
    titles_of_courses,
)
from progress.domain.regrade import certificates_that_stay, go_on, regrade
from quizzes.domain.regrade import (
    Change,
    KeyChanged,
    NotGradedByKey,
    NothingToRegrade,
    Plan,
    answers_left,
    answers_with_another_key,
    key_to_regrade_by,
    other_keys_seen,
    preview,
)
from quizzes.models import Attempt, Question, Quiz, Regrade

_PER_PAGE = 50
_SHOWN = {
    "up": lambda change: not change.lowers,
    "gained": lambda change: change.gains,
    "down": lambda change: change.lowers,
    "lost": lambda change: change.loses,
}


def _gate(request: HttpRequest) -> User:
    if not request.user.has_perm("quizzes.regrade_attempt"):
        raise PermissionDenied
    return cast(User, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def regrade_question(request: HttpRequest, pk: int) -> HttpResponse:
    """What grading again would change; a POST does it."""
    person = _gate(request)
    question = get_object_or_404(Question.objects.select_related("current_version"), pk=pk)
    try:
        version = key_to_regrade_by(question)
    except NotGradedByKey:
        return render(request, "progress/admin/regrade_none.html", {"question": question})
    form = RegradeForm(request.POST or None, initial={"version": version.pk})
    if request.method == "POST" and form.is_valid():
        try:
            done = regrade(question=question, by=person, at=timezone.now(), **form.cleaned_data)
        except KeyChanged:
            messages.error(request, _("This question was published anew meanwhile. Look again at who changes."))
            return redirect("admin_regrade", pk=pk)
        except NothingToRegrade:
            messages.info(request, _("All answers are graded by this key already."))
            return redirect("admin_regrade", pk=pk)
        return redirect("admin_regrade_log", pk=done.pk)
    status = 422 if form.is_bound else 200
    return render(request, "progress/admin/regrade.html", _told(request, question, form), status=status)


def _told(request: HttpRequest, question: Question, form: RegradeForm) -> dict[str, Any]:
    version, plan = key_to_regrade_by(question), preview(question)
    last = question.regrades.first()
    others = other_keys_seen(question, version)
    shown = request.GET.get("show", "")
    changes = [change for change in plan.changes if shown not in _SHOWN or _SHOWN[shown](change)]
    changes.sort(key=lambda change: (not change.gains, not change.loses, change.lowers))
    page = Paginator(changes, _PER_PAGE).get_page(request.GET.get("p"))
    return {
        "question": question,
        "form": form,
        "old_keys": [(other.number, key_words(other.content)) for other in others],
        "new_key": (version.number, key_words(version.content)),
        "said_otherwise": said_otherwise(others, version),
        "counts": _counts(plan),
        "misfits": [(MISFITS[why], count) for why, count in plan.misfits.items()],
        "left": answers_left(question, version, takes_passes=False),
        "last": last if last and last.version_id == version.pk else None,
        "page": page,
        "rows": _rows(page),
        "shown": shown,
        "address": f"show={shown}" if shown in _SHOWN else "",
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "answers": plan.answers,
        "people": len(plan.people),
        "attempts": len(plan.attempts),
        "open": plan.still_open,
        "up": sum(not change.lowers for change in plan.changes),
        "gained": sum(change.gains for change in plan.changes),
        "down": sum(change.lowers for change in plan.changes),
        "lost": sum(change.loses for change in plan.changes),
        "certificates": certificates_that_stay(plan.changes),
    }


@dataclass(frozen=True)
class _Row:
    person: str
    course: str
    quiz: str
    number: int  # of the attempt
    change: Change


def _rows(changes: Iterable[Change]) -> list[_Row]:
    listed = list(changes)
    people = User.objects.in_bulk({change.learner for change in listed})
    quizzes = Quiz.objects.in_bulk({change.quiz for change in listed})
    numbers = dict(Attempt.objects.filter(pk__in=[c.attempt for c in listed]).values_list("pk", "number"))
    courses = titles_of_courses((change.learner, change.context) for change in listed)
    return [
        _Row(
            str(people[change.learner]),
            courses.get((change.learner, change.context), ""),
            quizzes[change.quiz].title,
            numbers[change.attempt],
            change,
        )
        for change in listed
    ]


@require_safe
def regrades(request: HttpRequest) -> HttpResponse:
    """All regrades, the newest first; ``question``: of one only."""
    _gate(request)
    found = Regrade.objects.select_related("question", "version", "by")
    wanted = request.GET.get("question", "")
    question = Question.objects.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 10 else None
    if question is not None:
        found = found.filter(question=question)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("p"))
    if export := request.GET.get("export"):
        return _file(export, "nilai-ulang", _log_table(found))
    lines = [(one, _summary(one)) for one in page]
    address = f"question={question.pk}" if question else ""
    context = {"page": page, "lines": lines, "question": question, "address": address}
    return render(request, "progress/admin/regrades.html", context)


def _summary(one: Regrade) -> dict[str, int]:
    marks = list(one.changes.values_list("percent_before", "percent_after", "passed_before", "passed_after"))
    return {
        "changed": len(marks),
        "up": sum(after > before for before, after, _was, _now in marks),
        "down": sum(after < before for before, after, _was, _now in marks),
        "gained": sum(now and not was for _before, _after, was, now in marks),
        "lost": sum(was and not now for _before, _after, was, now in marks),
    }


def _log_table(found: Iterable[Regrade]) -> list[Sequence[Any]]:
    head = (
        _("Date"), _("Question"), _("Version"), _("Reason"), _("By"), _("Passes taken"), _("Marks changed"),
        _("Passes gained"), _("Passes lost"),
    )  # fmt: skip
    rows: list[Sequence[Any]] = [head]
    for one in found:
        counts = _summary(one)
        when = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
        takes = _("yes") if one.takes_passes else _("no")
        rows.append(
            (when, str(one.question), one.version.number, one.reason, str(one.by or ""), takes, counts["changed"],
             counts["gained"], counts["lost"])
        )  # fmt: skip
    return rows


@require_safe
def regrade_log(request: HttpRequest, pk: int) -> HttpResponse:
    """One regrade: how far it is, and what it changed."""
    _gate(request)
    one = get_object_or_404(Regrade.objects.select_related("question", "version", "by"), pk=pk)
    changes = one.changes.select_related("attempt__quiz", "attempt__learner").order_by("pk")
    if export := request.GET.get("export"):
        return _file(export, f"nilai-ulang-{pk}", change_rows(changes.iterator(chunk_size=1000)))
    page: Page = Paginator(changes, _PER_PAGE).get_page(request.GET.get("p"))
    total = answers_with_another_key(one)
    left = _left(one)
    courses = titles_of_courses((change.attempt.learner_id, change.attempt.context) for change in page)
    context = {
        "regrade": one,
        "key": key_words(one.version.content),
        "counts": _summary(one),
        "page": page,
        "rows": [(change, courses.get((change.attempt.learner_id, change.attempt.context), "")) for change in page],
        "left": left,
        "total": max(total, left),
        "done": max(total - left, 0),
    }
    return render(request, "progress/admin/regrade_log.html", context)


def _left(one: Regrade) -> int:
    """Nothing where a later regrade has taken over."""
    newest = Regrade.objects.filter(question=one.question_id).first()
    return answers_left(one.question, one.version, takes_passes=one.takes_passes) if newest == one else 0


@require_POST
def resume_regrade(request: HttpRequest, pk: int) -> HttpResponse:
    """After the machine stopped in the middle: from the start, and what is done stays done."""
    _gate(request)
    one = get_object_or_404(Regrade.objects.select_related("question", "version", "by"), pk=pk)
    go_on(one, after=0, at=timezone.now())
    return redirect("admin_regrade_log", pk=pk)


def _file(wanted: str, name: str, table: Iterable[Sequence[Any]]) -> HttpResponse:
    if wanted not in ("csv", "xlsx"):
        raise Http404
    if wanted == "csv":
        response = HttpResponse(csv_file(table), content_type=CSV)
    else:
        response = HttpResponse(xlsx_file({_("Graded again"): table}), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    response["Cache-Control"] = "no-store"
    return response
