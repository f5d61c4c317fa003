"""“Sertifikat kelas ini”: all certificates of a class or an event as one file; how far it is, and the file."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from certificates.domain import batches
from certificates.domain.bundles import missing_of, reason_words
from certificates.models import Batch
from classes.domain.print_runs import class_rows, print_class, run_of
from classes.models import ClassGroup
from classes.views.requests import class_context, class_needed
from core.http import Request
from progress.domain.batches import NothingToDo, TooManyDocuments, go_on, look
from progress.domain.standings import Standing

_MOST_MISSING = 100


@class_needed
@require_http_methods(["GET", "POST"])
def class_certificates(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """Of the courses that were given to this class. A POST puts them into one file."""
    if group.kind == ClassGroup.Kind.EVENT and hasattr(group, "event"):
        return redirect("event_certificates", group.event.public_id)
    if request.method == "POST":
        try:
            batch = print_class(group, by=person, at=timezone.now())
        except NothingToDo:
            messages.info(request, _("Nobody of this class has a certificate yet. The list says what is missing."))
        except TooManyDocuments:
            messages.error(request, _("These are too many certificates for one file. Ask an administrator."))
        else:
            return redirect("print_run", group.public_id, batch.public_id)
        return redirect("class_certificates", group.public_id)
    rows = class_rows(group)
    lines = [
        (row, "" if row.standing == Standing.HAS else reason_words(row.reason or "earned", row.left, row.of))
        for row in rows
    ]
    context = class_context(
        request,
        group,
        "certificates",
        lines=lines,
        ready=sum(row.standing == Standing.HAS for row in rows),
        runs=group.print_runs.select_related("batch")[:3],
    )
    return render(request, "classes/certificates.html", context)


def _run(group: ClassGroup, batch: UUID) -> Batch:
    found = run_of(group, batch)
    if found is None:
        raise Http404
    return found


@class_needed
@require_safe
def print_run(request: Request, person: User, group: ClassGroup, batch: UUID) -> HttpResponse:
    """How far it is. Who looks takes up what was left lying."""
    found = _run(group, batch)
    look(found, at=timezone.now())
    is_over = found.state in (Batch.State.DONE, Batch.State.FAILED)
    missing = missing_of(found) if is_over else []
    context = class_context(
        request,
        group,
        "certificates",
        batch=found,
        counts=batches.counts_of(found),
        is_over=is_over,
        can_go_on=is_over and batches.can_go_on(found),
        missing=missing[:_MOST_MISSING],
        missing_count=len(missing),
        days=batches.KEPT_FOR.days,
    )
    return render(request, "classes/print_run.html", context)


@class_needed
@require_POST
def go_on_printing(request: Request, person: User, group: ClassGroup, batch: UUID) -> HttpResponse:
    go_on(_run(group, batch), by=person, at=timezone.now())
    return redirect("print_run", group.public_id, batch)


@class_needed
@require_safe
def print_file(request: Request, person: User, group: ClassGroup, batch: UUID) -> HttpResponse:
    found = _run(group, batch)
    if found.state != Batch.State.DONE or not found.path or not default_storage.exists(found.path):
        return redirect("print_run", group.public_id, batch)
    name = slugify(f"sertifikat {found.label}")[:100] or "sertifikat"
    answer = FileResponse(default_storage.open(found.path), as_attachment=True, filename=f"{name}.pdf")
    return cast(HttpResponse, answer)  # streamed; the decorators know whole answers only
