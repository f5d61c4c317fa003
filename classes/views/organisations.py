"""What a coordinator sees: the organisations of the own branch, their classes and people, and the roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from classes.domain.branches import branch_of, branches_with_counts, class_lines, listed_groups
from classes.domain.coverage import AGENCIES, Coverage, Wanted, coverage
from classes.domain.reach import organisations_coordinated
from classes.reports.branch import TooMany, branch_people, classes_report, people_report
from classes.reports.coverage import coverage_report
from classes.reports.table import Report
from classes.views.follow import exported
from classes.views.requests import branch_context, coordinator_needed, organisation_needed
from core.http import Request
from courses.domain.outlines import outlines

_PER_PAGE = 100  # rows of a table on the screen; paper and files have all


@coordinator_needed
@require_safe
def organisations(request: Request, person: User) -> HttpResponse:
    """The whole branch as a tree, each with the classes and people of all below it."""
    branches = branches_with_counts(organisations_coordinated(person))
    return render(request, "classes/organisations.html", {"branches": branches, "tab": "account"})


@organisation_needed
@require_safe
def organisation(request: Request, person: User, organisation: Organisation) -> HttpResponse:
    branches = branches_with_counts(branch_of(organisation))
    page = Paginator(listed_groups(branch_of(organisation)), _PER_PAGE).get_page(request.GET.get("p"))
    context = branch_context(
        organisation,
        person,
        "home",
        sums=branches[0],
        below=[one for one in branches if one.indent == 1],
        lines=class_lines(list(page)),
        page=page,
    )
    return render(request, "classes/organisation.html", context)


@organisation_needed
@require_safe
def branch_reports(request: Request, person: User, organisation: Organisation) -> HttpResponse:
    return render(request, "classes/branch_reports.html", branch_context(organisation, person, "reports"))


@organisation_needed
@require_safe
def branch_report(request: Request, person: User, organisation: Organisation, name: str) -> HttpResponse:
    try:
        made = _report(organisation, name)
    except TooMany:
        context = branch_context(organisation, person, "reports", report=None)
        return render(request, "classes/branch_report.html", context)
    if made is None:
        raise Http404
    if response := exported(request, made):
        return response
    context = branch_context(organisation, person, "reports", **paged(request, made))
    return render(request, "classes/branch_report.html", context)


def _report(organisation: Organisation, name: str) -> Report | None:
    match name:
        case "kelas":
            return classes_report(organisation, class_lines(listed_groups(branch_of(organisation))))
        case "peserta":
            return people_report(organisation, branch_people(organisation))
        case "belum-terlihat":
            now = timezone.now()
            unseen = [line for line in branch_people(organisation) if line.is_unseen(now)]
            return people_report(organisation, unseen, unseen=True)
    return None


def paged(request: Request, report: Report) -> dict[str, Any]:
    """On the screen a page of it, so that a phone can load it."""
    page = Paginator(report.rows, _PER_PAGE).get_page(request.GET.get("p"))
    part = Report(title=report.title, about=report.about, head=report.head, rows=list(page))
    return {"report": part, "page": page}


@coordinator_needed
@require_safe
def roll_up(request: Request, person: User) -> HttpResponse:
    """Of the person's whole branch: for administrators and who coordinates the city, all agencies."""
    chosen = _chosen(request)
    wanted = Wanted(course=chosen["course"], operators=chosen["kelas"] != "semua")
    found = coverage(organisations_coordinated(person), wanted)
    lines = _sorted([line for line in found if line.organisation.kind in chosen["kinds"]], chosen["urut"])
    report = coverage_report(lines, title=_("Coverage of organisations"), about=_about(chosen, lines))
    if response := exported(request, report):
        return response
    kept = {name: chosen[name] for name in ("kursus", "jenis", "kelas", "urut") if chosen[name]}
    context = {
        **paged(request, report),
        "chosen": chosen,
        "courses": outlines(),
        "kinds": Organisation.Kind.choices,
        "sorts": _sorts(),
        "kept": urlencode(kept),
        "tab": "account",
    }
    return render(request, "classes/roll_up.html", context)


def _chosen(request: Request) -> dict[str, Any]:
    """What the address asks for; what it does not know is left out."""
    courses = {str(one.course): one for one in outlines()}
    course = courses.get(request.GET.get("kursus", ""))
    kind, sort = request.GET.get("jenis", ""), request.GET.get("urut", "")
    kinds: Sequence[str] = AGENCIES
    if kind == "semua":
        kinds = Organisation.Kind.values
    elif kind in Organisation.Kind.values:
        kinds = [kind]
    else:
        kind = ""
    return {
        "course": UUID(str(course.course)) if course else None,
        "title": course.title if course else "",
        "kursus": str(course.course) if course else "",
        "jenis": kind,
        "kinds": kinds,
        "kelas": "semua" if request.GET.get("kelas") == "semua" else "",
        "urut": sort if sort in dict(_sorts()) else "",
    }


def _sorts() -> list[tuple[str, str]]:
    return [
        ("", _("As in the tree")),
        ("nama", _("By name")),
        ("belum", _("Lowest percentage first")),
        ("tertinggi", _("Highest percentage first")),
    ]


def _sorted(lines: list[Coverage], by: str) -> list[Coverage]:
    """Where nobody is named there is no percentage: those stand last."""
    match by:
        case "nama":
            return sorted(lines, key=lambda line: line.organisation.name.casefold())
        case "belum":
            return sorted(lines, key=lambda line: (line.named == 0, line.percent or 0, line.organisation.path))
        case "tertinggi":
            return sorted(lines, key=lambda line: (line.named == 0, -(line.percent or 0), line.organisation.path))
    return lines


def _about(chosen: dict[str, Any], lines: Sequence[Coverage]) -> list[str]:
    course = chosen["title"] or _("All courses")
    who = _("All classes") if chosen["kelas"] else _("Operators of agencies")
    tops = _tops(lines)
    done, named = sum(line.done for line in tops), sum(line.named for line in tops)
    total = _("Together: %(done)s of %(named)s have finished.") % {"done": done, "named": named}
    return [f"{who} · {course}", total]


def _tops(lines: Sequence[Coverage]) -> list[Coverage]:
    """Those whose sums are in no other one's."""
    paths = {line.organisation.path for line in lines}
    step = Organisation.steplen
    return [
        line
        for line in lines
        if not any(line.organisation.path[:end] in paths for end in range(step, len(line.organisation.path), step))
    ]
