"""Certificates of many people: choose whom, see who has one and who is missing why, issue, take along as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.people import people_in_reach
from accounts.models import Organisation, User
from certificates.domain import batches
from certificates.domain.bundles import missing_of, reason_words
from certificates.models import Batch, Certificate
from core.sheets import Cell
from courses.domain.outlines import outlines
from progress.admin_views.sheets import sheet_response
from progress.domain.batches import MOST_DOCUMENTS, NothingToDo, TooManyDocuments, go_on, look, start
from progress.domain.standings import (
    MOST_PEOPLE,
    Row,
    Scope,
    Standing,
    TooManyPeople,
    organisations_in_reach,
    places_of,
    rows_of,
)

PERMISSION = "certificates.add_batch"
_PER_PAGE = 100
_MOST_CHOSEN = 2_000


def staff_or_403(request: HttpRequest) -> User:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return cast(User, request.user)


@require_safe
def bulk(request: HttpRequest) -> HttpResponse:
    """Where it begins: organisations and courses, each with what stands there."""
    person = staff_or_403(request)
    context = {
        "places": [place for place in places_of(person) if place.people],
        "courses": _courses(person),
        "recent": _batches(person)[:3],
    }
    return render(request, "progress/admin/bulk.html", context)


def _courses(person: User) -> list[tuple[UUID, str, int]]:
    """(key, title, valid certificates of people in reach)"""
    given = Certificate.objects.filter(
        source_kind="course", state=Certificate.State.LIVE, holder__in=people_in_reach(person).values("pk")
    )
    counts = dict(given.order_by().values_list("source_key").annotate(count=Count("pk")))
    return [(outline.course, outline.title, counts.get(outline.course, 0)) for outline in outlines()]


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_list(request: HttpRequest) -> HttpResponse:
    """The search is posted: what is searched for is personal and stays out of addresses."""
    person = staff_or_403(request)
    scope = _scope(request.GET, person, words=request.POST.get("q", "")[:80])
    try:
        rows = rows_of(scope, by=person)
    except TooManyPeople:
        rows = []
        messages.error(request, _too_many_people())
    if export := request.POST.get("export"):
        return sheet_response(export, "sertifikat", _("Certificates"), _table(rows))
    shown = request.POST.get("show", "")
    listed = [row for row in rows if shown not in list(Standing) or row.standing == shown]
    page = Paginator(listed, _PER_PAGE).get_page(request.POST.get("p"))
    ticked = _ticked(request)
    here = {row.person.public_id for row in page}
    context = {
        "scope": scope,
        "title": _course_title(scope.course),
        "rows": [(row, _why(row), first) for row, first in _first_of_each(list(page))],
        "page": page,
        "words": scope.words,
        "shown": shown,
        "ticked": ticked,
        "elsewhere": sorted(ticked - here),
        "counts": {standing.value: sum(row.standing == standing for row in rows) for standing in Standing},
        "total": len(rows),
        "address": request.GET.urlencode(),
    }
    return render(request, "progress/admin/bulk_list.html", context)


def _scope(asked: Mapping[str, str], person: User, **more: Any) -> Scope:
    """404 for an organisation out of reach and for what is no key."""
    organisation = None
    if asked.get("lembaga"):
        found = organisations_in_reach(person).filter(public_id=_key(asked["lembaga"]))
        organisation = get_object_or_404(found)
    course = _key(asked["kursus"]) if asked.get("kursus") else None
    if course and not _course_title(course):
        raise Http404
    return Scope(course=course, organisation=organisation, **more)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _course_title(course: UUID | None) -> str:
    return next((outline.title for outline in outlines() if outline.course == course), "")


def _ticked(request: HttpRequest) -> frozenset[UUID]:
    """People that are ticked, on this page or another one; what is no key is nobody."""
    found = set()
    for text in request.POST.getlist("person")[:_MOST_CHOSEN]:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return frozenset(found)


def _first_of_each(rows: Sequence[Row]) -> list[tuple[Row, bool]]:
    """With whether it is the person's first one here, which has the tick."""
    return [(row, not index or rows[index - 1].person.pk != row.person.pk) for index, row in enumerate(rows)]


def _why(row: Row) -> str:
    if row.standing == Standing.HAS:
        return ""
    if row.reason == "not_enrolled" and row.course is None:
        return _("follows no course")
    return reason_words(row.reason.value if row.reason else "earned", row.left, row.of)


def _table(rows: Sequence[Row]) -> list[list[Cell]]:
    words = {Standing.HAS: _("has one"), Standing.EARNED: _("can be issued"), Standing.MISSING: _("is missing")}
    head: list[Cell] = [_("Name"), _("Course"), _("Certificate"), _("Number"), _("Why")]
    lines: list[list[Cell]] = [
        [str(row.person), row.title, str(words[row.standing]), row.number, _why(row)] for row in rows
    ]
    return [head, *lines]


def _too_many_people() -> str:
    return _("These are more than %(most)s people. Choose an organisation, or search.") % {"most": MOST_PEOPLE}


@require_POST
def bulk_start(request: HttpRequest) -> HttpResponse:
    """One of the three buttons. Who is ticked, else everybody in the list."""
    person = staff_or_403(request)
    act = request.POST.get("act", "")
    if act not in [one.value for one in batches.OURS]:
        raise Http404
    ticked = _ticked(request)
    scope = _scope(request.POST, person, words="" if ticked else request.POST.get("q", "")[:80], chosen=ticked)
    try:
        batch = start(Batch.Act(act), scope, by=person, at=timezone.now())
    except NothingToDo:
        messages.info(request, _nothing(act))
    except TooManyPeople:
        messages.error(request, _too_many_people())
    except TooManyDocuments:
        problem = _("One file holds at most %(most)s certificates. Choose a course or a smaller organisation.")
        messages.error(request, problem % {"most": MOST_DOCUMENTS})
    else:
        return redirect("admin_batch", batch.public_id)
    return _back(scope)


def _nothing(act: str) -> str:
    if act == Batch.Act.ISSUE:
        return _("There is nothing to issue: nobody of these has earned a certificate that is not issued yet.")
    return _("Nobody of these has a certificate yet. The list says what each of them still needs.")


def _back(scope: Scope) -> HttpResponse:
    asked = {"lembaga": scope.organisation and scope.organisation.public_id, "kursus": scope.course}
    return redirect(reverse("admin_bulk_list", query={name: str(value) for name, value in asked.items() if value}))


def _batches(person: User) -> QuerySet[Batch]:
    """All for administrators; for others their own."""
    found = Batch.objects.filter(act__in=batches.OURS).select_related("made_by").order_by("-made_at", "-pk")
    return found if person.has_perm("accounts.grant_roles") else found.filter(made_by=person)


@require_safe
def batches_list(request: HttpRequest) -> HttpResponse:
    person = staff_or_403(request)
    over = Count("items", filter=~Q(items__state="waiting"))
    page = Paginator(_batches(person).annotate(total=Count("items"), over=over), 30).get_page(request.GET.get("p"))
    return render(request, "progress/admin/batches.html", {"page": page, "days": batches.KEPT_FOR.days})


def _batch(request: HttpRequest, public_id: UUID) -> Batch:
    return get_object_or_404(_batches(staff_or_403(request)), public_id=public_id)


@require_safe
def batch_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far it is. Who looks takes up what was left lying."""
    batch = _batch(request, public_id)
    look(batch, at=timezone.now())
    counts = batches.counts_of(batch)
    is_over = batch.state in (Batch.State.DONE, Batch.State.FAILED)
    missing = missing_of(batch) if is_over else []
    context = {
        "batch": batch,
        "counts": counts,
        "is_over": is_over,
        "was_cancelled": batch.problem == batches.CANCELLED,
        "can_go_on": is_over and batches.can_go_on(batch),
        "done_words": _done_words(batch, counts.done),
        "missing": missing[:_PER_PAGE],
        "missing_count": len(missing),
        "days": batches.KEPT_FOR.days,
    }
    response = render(request, "progress/admin/batch.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _done_words(batch: Batch, count: int) -> str:
    if batch.act == Batch.Act.ISSUE:
        return ngettext("%(count)s certificate was issued.", "%(count)s certificates were issued.", count) % {
            "count": count
        }
    return ngettext("%(count)s certificate is in the file.", "%(count)s certificates are in the file.", count) % {
        "count": count
    }


@require_safe
def batch_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    batch = _batch(request, public_id)
    if batch.state != Batch.State.DONE or not batch.path or not default_storage.exists(batch.path):
        return redirect("admin_batch", public_id)
    name = slugify(f"sertifikat {batch.label}")[:100] or "sertifikat"
    ending = batch.path.rpartition(".")[2]
    response = FileResponse(default_storage.open(batch.path), as_attachment=True, filename=f"{name}.{ending}")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def cancel_batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(request, public_id)
    if not batches.cancel(batch, by=cast(User, request.user), at=timezone.now()):
        messages.info(request, _("It was done already."))
    return redirect("admin_batch", public_id)


@require_POST
def resume_batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    go_on(_batch(request, public_id), by=cast(User, request.user), at=timezone.now())
    return redirect("admin_batch", public_id)


def organisation_of(request: HttpRequest, person: User) -> Organisation | None:
    """The one asked for, else the only one there is."""
    return _scope(request.GET, person).organisation
