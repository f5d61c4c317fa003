"""What came of H5P contents, for trainers. No page here knows a name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin.widgets.button import BaseButton

from core.words import round_half_up
from media.h5p.models import H5PContent
from progress.domain.h5p_report import ContentReport, PartLine, Totals, content_report, totals_of
from quizzes.admin_views.files import Rows, file_of
from quizzes.analysis import FEWEST

_PER_PAGE = 50
PERMISSION = "media.view_h5pcontent"


def results_button(thing: Any, user: Any, button: type[BaseButton]) -> BaseButton | None:
    """Leads from a content to what came of it; None for other things, and for those who may not see it."""
    if not isinstance(thing, H5PContent) or not user.has_perm(PERMISSION):
        return None
    return button(_("Results"), url=reverse("admin_h5p_result", args=[thing.pk]), priority=40)


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """All contents, by title."""
    _check(request)
    page = Paginator(H5PContent.objects.order_by("title", "pk"), _PER_PAGE).get_page(request.GET.get("p"))
    contents = list(page.object_list)
    totals = totals_of(contents)
    lines = [(content, _in_words(totals.get(content.key))) for content in contents]
    return render(request, "progress/admin/h5p_results.html", {"page": page, "lines": lines, "fewest": FEWEST})


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    content = get_object_or_404(H5PContent, pk=pk)
    found = content_report(content)
    if wanted := request.GET.get("export"):
        return file_of(wanted, f"hasil-h5p-{pk}", _sheets(found) if found else {})
    context: dict[str, Any] = {"content": content, "fewest": FEWEST}
    if found:
        context |= {
            "totals": _in_words(found.totals),
            "declared": found.declared,
            "parts": [_part_in_words(line) for line in found.parts],
            "hidden": _hidden(found.hidden),
        }
    return render(request, "progress/admin/h5p_result.html", context)


def _percent(share: float | None) -> int | None:
    return None if share is None else int(round_half_up(share))


def _in_words(totals: Totals | None) -> dict[str, Any] | None:
    if totals is None:
        return None
    claimed, marked = _percent(totals.claimed), _percent(totals.marked)
    return {
        "goes": totals.goes,
        "people": totals.people,
        "finished": totals.finished,
        "claimed": claimed,
        "marked": marked,
    }


def _part_in_words(line: PartLine) -> dict[str, Any]:
    title = line.title or _("(the whole exercise)")
    return {
        "title": title,
        "goes": line.goes,
        "people": line.people,
        "claimed": _percent(line.claimed),
        "marked": _percent(line.marked),
    }


def _hidden(count: int) -> str:
    text = ngettext(
        "%(count)s part was answered by fewer than %(fewest)s people. Its numbers come later.",
        "%(count)s parts were answered by fewer than %(fewest)s people. Their numbers come later.",
        count,
    )
    return text % {"count": count, "fewest": FEWEST} if count else ""


def _sheets(found: ContentReport) -> dict[str, Rows]:
    head = [
        _("Question"),
        _("Goes"),
        _("People"),
        _("According to the exercise (%)"),
        _("Checked again here (%)"),
    ]
    parts: Rows = [[*head], *([*_part_in_words(line).values()] for line in found.parts)]
    totals = found.totals
    summary: Rows = [
        [_("Goes"), totals.goes],
        [_("People"), totals.people],
        [_("Done to the end"), totals.finished],
        [_("According to the exercise (%)"), _percent(totals.claimed)],
        [_("Checked again here (%)"), _percent(totals.marked)],
        [_("By own word"), found.declared],
    ]
    return {_("Questions"): parts, _("Summary"): summary}
