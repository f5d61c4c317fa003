"""Training hours of a year in an organisation: a sheet to look at and to take along, and transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.people import people_in_reach
from accounts.models import Organisation, User
from certificates.domain.documents import certificate_pdf
from certificates.domain.ledger import SORTS, Line, lines_of, sums_of, years_with_certificates
from certificates.domain.transcripts import NothingEarned, issue_transcript
from certificates.models import Certificate
from certificates.models.issuer import issuer_now
from certificates.pdf.ledger import Sheet, render_sheet
from core.sheets import Cell
from progress.admin_views.batches import organisation_of, staff_or_403
from progress.admin_views.sheets import file_response, sheet_response
from progress.domain.standings import Scope, organisations_in_reach, people_of
from progress.views.requests import request_key

_PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """The search is posted: names stay out of addresses."""
    person = staff_or_403(request)
    places = list(organisations_in_reach(person))
    organisation = organisation_of(request, person) or (places[0] if len(places) == 1 else None)
    years = years_with_certificates()
    year = _year(request.GET.get("tahun", ""), years)
    words = request.POST.get("q", "")[:80]
    sort = request.GET.get("urut", "") if request.GET.get("urut") in SORTS else "name"
    lines = lines_of(_people(organisation, words, by=person), year, sort=sort) if organisation else []
    if organisation and (export := request.POST.get("export")):
        return _file(export, organisation, year, lines)
    page = Paginator(lines, _PER_PAGE).get_page(request.POST.get("p"))
    context = {
        "organisation": organisation,
        "places": places,
        "years": years,
        "year": year,
        "words": words,
        "sort": sort,
        "sorts": [("name", _("Name")), ("jp", _("Most hours")), ("missing", _("Most missing"))],
        "page": page,
        "sums": sums_of(lines),
        "target": issuer_now().jp_target,
    }
    return render(request, "progress/admin/ledger.html", context)


def _year(text: str, years: Sequence[int]) -> int:
    asked = int(text) if text.isdecimal() and len(text) == 4 else 0
    return asked if asked in years else years[0]


def _people(organisation: Organisation, words: str, *, by: User) -> QuerySet[User]:
    return people_of(Scope(organisation=organisation, words=words), by=by)


def _file(wanted: str, organisation: Organisation, year: int, lines: Sequence[Line]) -> HttpResponse:
    name = slugify(f"jam pelatihan {year} {organisation.name}")[:100]
    head, rows, foot = sheet_table(lines)
    if wanted != "pdf":
        return sheet_response(wanted, name, f"JP {year}", [head, *rows, foot])
    sheet = Sheet(organisation.name, year, timezone.localdate(), issuer_now().jp_target, head, rows, foot)
    return file_response(render_sheet(sheet), "application/pdf", f"{name}.pdf")


def sheet_table(lines: Sequence[Line]) -> tuple[list[Cell], list[list[Cell]], list[Cell]]:
    """(head, a row for each person, sums): the same numbers on every way out."""
    head: list[Cell] = [_("No."), _("Name"), _("JP"), _("Target"), _("Missing"), _("Certificates")]
    rows: list[list[Cell]] = [
        [number, str(line.person), line.jp, line.target, line.missing, line.certificates]
        for number, line in enumerate(lines, 1)
    ]
    sums = sums_of(lines)
    reached = _("target reached: %(reached)s of %(people)s people") % {"reached": sums.reached, "people": sums.people}
    return head, rows, ["", _("All together, %(reached)s") % {"reached": reached}, sums.jp, "", "", sums.certificates]


@require_POST
def transcript(request: HttpRequest, public_id: UUID, year: int) -> HttpResponse:
    """Issued where that is not done yet, and handed over."""
    by = staff_or_403(request)
    holder = get_object_or_404(people_in_reach(by), public_id=public_id)
    try:
        made = issue_transcript(holder=holder, year=year, by=by, at=timezone.now(), key=request_key(request))
    except NothingEarned:
        messages.error(request, _("There is no valid certificate of %(year)s.") % {"year": year})
        return redirect("admin_ledger")
    if made.state != Certificate.State.LIVE:
        messages.error(request, _("This transcript was revoked. An administrator can make it valid again."))
        return redirect("admin_ledger")
    facts = made.stated
    name = slugify(f"sertifikat {facts.title} {facts.name}")[:120]
    return file_response(certificate_pdf(made), "application/pdf", f"{name}.pdf")
