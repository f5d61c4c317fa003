"""What came of a training event: certificates, the survey, the accountability pack."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from certificates.domain.bundles import reason_words
from classes.domain.accountability import accountability
from classes.domain.event_certificates import Line, event_lines, may_issue
from classes.domain.print_runs import print_event
from classes.domain.survey import close_survey, survey_sum
from classes.models import TrainingEvent
from classes.pdf.event_papers import accountability_paper
from classes.views.event_requests import event_context, event_needed
from core.http import Request
from core.sheets import XLSX, xlsx_file
from progress.domain.batches import NothingToDo, TooManyDocuments


@event_needed
@require_safe
def event_certificates(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    lines = event_lines(event)
    context = event_context(
        request,
        event,
        "certificates",
        lines=[(line, _why(line)) for line in lines],
        ready=sum(line.has or line.can_be_issued for line in lines),
        may_issue=may_issue(event, at=timezone.now()),
        runs=event.group.print_runs.select_related("batch")[:3],
    )
    return render(request, "classes/event_certificates.html", context)


def _why(line: Line) -> str:
    return reason_words(line.reason, line.left, line.of) if line.reason else ""


@event_needed
@require_POST
def issue_all(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    at = timezone.now()
    if not may_issue(event, at=at):
        messages.error(request, _("Certificates come after the last session of a training that took place."))
        return redirect("event_certificates", event.public_id)
    try:
        batch = print_event(event, by=person, at=at)
    except NothingToDo:
        messages.info(request, _("Nobody has earned a certificate yet. The list says what is missing."))
    except TooManyDocuments:
        messages.error(request, _("These are too many certificates for one file. Ask an administrator."))
    else:
        return redirect("print_run", event.group.public_id, batch.public_id)
    return redirect("event_certificates", event.public_id)


@event_needed
@require_http_methods(["GET", "POST"])
def survey_results(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    """In sum, and nothing of fewer than five. A POST closes the survey or opens it again."""
    if request.method == "POST":
        close_survey(event=event, closed=event.survey_closed_at is None, by=person, at=timezone.now())
        return redirect("event_survey_results", event.public_id)
    context = event_context(request, event, "survey", found=survey_sum(event))
    return render(request, "classes/event_survey_results.html", context)


@event_needed
@require_safe
def report(request: Request, person: User, event: TrainingEvent) -> HttpResponse:
    context = event_context(request, event, "report", tables=accountability(event))
    return render(request, "classes/event_report.html", context)


@event_needed
@require_safe
def report_file(request: Request, person: User, event: TrainingEvent, ending: str) -> HttpResponse:
    """Both speak Indonesian, as papers of the office do."""
    with translation.override("id"):
        tables = accountability(event)
        if ending == "pdf":
            content, kind = accountability_paper(event, tables, at=timezone.now()), "application/pdf"
        else:
            sheets = {one.title: [one.head, *one.rows, *([[one.note]] if one.note else [])] for one in tables}
            content, kind = xlsx_file(sheets), XLSX
    name = slugify(f"laporan {event.title}")[:80] or "laporan"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
