"""Before and after in the admin: all tests afterwards, and one of them. No page here knows a name."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quizzes.admin_gain import gain_chart, gain_lines, gain_table, quarter_in_words
from quizzes.admin_views.files import file_of
from quizzes.analysis import FEWEST
from quizzes.domain.gain import gain_report, posttests

_PER_PAGE = 50


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("quizzes.view_quiz"):
        raise PermissionDenied


@require_safe
def gains(request: HttpRequest) -> HttpResponse:
    """All tests afterwards, by title."""
    _check(request)
    page = Paginator(posttests(), _PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "quizzes/admin/gains.html", {"page": page, "fewest": FEWEST})


@require_safe
def gain_of_quiz(request: HttpRequest, pk: int) -> HttpResponse:
    """``?period=2026-4``: a quarter; one of which nothing may be told looks like one without people."""
    _check(request)
    quiz = get_object_or_404(posttests(), pk=pk)
    report = gain_report(quiz)
    quarters = {f"{year}-{part}": (year, part) for year, part in report.quarters}
    period = request.GET.get("period", "")
    told = report.quarters.get(quarters.get(period, (0, 0)), {}) if period else report.everything
    lines = gain_lines(told.values())
    if wanted := request.GET.get("export"):
        name = f"sebelum-sesudah-{pk}" + (f"-{period}" if period in quarters else "")
        return file_of(wanted, name, {_("Before and after"): gain_table(lines)} if lines else {})
    context = {
        "quiz": quiz,
        "fewest": FEWEST,
        "periods": [(name, quarter_in_words(quarter)) for name, quarter in quarters.items()],
        "period": period,
        "lines": lines,
        "chart": gain_chart(lines),
    }
    return render(request, "quizzes/admin/gain.html", context)
