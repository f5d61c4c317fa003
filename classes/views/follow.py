"""Following a class: what was given, who is how far, one person's everything; on the screen, on paper and in files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from classes.domain.notes import may_read_notes, remove_note, write_note
from classes.domain.overview import overview
from classes.domain.queries import assignments_with_counts
from classes.forms.notes import NoteForm
from classes.models import Assignment, ClassGroup, Member, TeacherNote
from classes.reports.answers import answers_of
from classes.reports.assignment import (
    Followed,
    assignments_report,
    followed,
    lesson_report,
    lessons_of,
    lessons_report,
    people_report,
)
from classes.reports.gain import gains_of
from classes.reports.people import people_lines, person_reports, waiting_report
from classes.reports.people import people_report as members_report
from classes.reports.questions import hardest_questions, hardest_report
from classes.reports.table import Report
from classes.reports.words import ICONS, of_people, standing_words
from classes.rules import Standing
from classes.views.requests import class_context, class_needed, member_or_404
from core.http import Request
from core.sheets import CSV, XLSX, csv_file, xlsx_file
from progress.views.requests import request_key


def assignment_or_404(group: ClassGroup, public_id: UUID) -> Assignment:
    return get_object_or_404(group.assignments.filter(withdrawn_at=None), public_id=public_id)


@class_needed
@require_safe
def assignment(request: Request, person: User, group: ClassGroup, assignment: UUID) -> HttpResponse:
    found = followed(assignment_or_404(group, assignment))
    standing = _standing(request.GET.get("keadaan", ""))
    report = people_report(group, found, now=timezone.now(), standing=standing)
    if response := exported(request, report):
        return response
    context = class_context(
        request,
        group,
        "assignments",
        assignment=found.assignment,
        report=report,
        lessons=lessons_report(group, found),
        filters=_filters(found, standing),
        standing=standing,
    )
    return render(request, "classes/assignment.html", context)


def _standing(text: str) -> Standing | None:
    return Standing(text) if text in set(Standing) else None


def _filters(found: Followed, chosen: Standing | None) -> list[dict[str, Any]]:
    """The four words, each with its icon and “5 of 8 participants”, leading there; chosen twice: all again."""
    people = len(found.rows)
    return [
        {
            "words": standing_words(standing),
            "icon": ICONS[standing],
            "count": count,
            "of": of_people(count, people),
            "address": "?" if standing == chosen else f"?keadaan={standing}",
            "chosen": standing == chosen,
        }
        for standing, count in found.counts.items()
    ]


@class_needed
@require_safe
def lesson(request: Request, person: User, group: ClassGroup, assignment: UUID, lesson: UUID) -> HttpResponse:
    found = followed(assignment_or_404(group, assignment))
    listed = next((one for one in lessons_of(found.assignment) if one.key == lesson), None)
    if listed is None:
        raise Http404
    report = lesson_report(group, found, listed)
    if response := exported(request, report):
        return response
    context = class_context(request, group, "assignments", assignment=found.assignment, report=report, lesson=listed)
    return render(request, "classes/lesson.html", context)


@class_needed
@require_safe
def member(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    found = member_or_404(group, member)
    reports = person_reports(group, found, now=timezone.now())
    if response := exported(request, reports.assignments):
        return response
    return _member_page(request, person, found, reports, NoteForm())


def _member_page(
    request: Request, person: User, found: Member, reports: Any, form: NoteForm, status: int = 200
) -> HttpResponse:
    may_read = may_read_notes(by=person, member=found)
    notes = TeacherNote.objects.filter(group=found.group, person=found.person).select_related("by") if may_read else ()
    context = class_context(
        request,
        found.group,
        "members",
        member=found,
        report=reports.assignments,
        answers=reports.answers,
        courses=reports.courses,
        waiting=[row for row in reports.rows if row.help and not row.done_at],
        notes=notes,
        may_read_notes=may_read,
        form=form,
    )
    return render(request, "classes/member.html", context, status=status)


@class_needed
@require_safe
def answers(request: Request, person: User, group: ClassGroup, member: UUID, activity: UUID) -> HttpResponse:
    """Only of what was given to this class; explained as far as it is explained to the person."""
    found = member_or_404(group, member)
    given = answers_of(group, found.person, activity, at=timezone.now())
    if given is None:
        raise Http404
    context = class_context(request, group, "members", member=found, given=given)
    return render(request, "classes/answers.html", context)


@class_needed
@require_POST
def add_note(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    found = member_or_404(group, member)
    if not may_read_notes(by=person, member=found):
        raise Http404
    form, at = NoteForm(request.POST), timezone.now()
    if not form.is_valid():
        return _member_page(request, person, found, person_reports(group, found, now=at), form, status=422)
    write_note(member=found, text=form.cleaned_data["text"], by=person, at=at, key=request_key(request))
    messages.success(request, _("Kept."))
    return redirect("class_member", group.public_id, member)


@class_needed
@require_POST
def delete_note(request: Request, person: User, group: ClassGroup, member: UUID, note: UUID) -> HttpResponse:
    found = member_or_404(group, member)
    if not may_read_notes(by=person, member=found):
        raise Http404
    remove_note(member=found, note=note)
    messages.success(request, _("The note is gone."))
    return redirect("class_member", group.public_id, member)


@class_needed
@require_safe
def reports(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    seen = overview(group, now=timezone.now())
    return render(request, "classes/reports.html", class_context(request, group, "reports", seen=seen))


@class_needed
@require_safe
def report(request: Request, person: User, group: ClassGroup, name: str) -> HttpResponse:
    made = _report(group, name, timezone.now())
    if made is None:
        raise Http404
    if response := exported(request, made):
        return response
    return render(request, "classes/one_report.html", class_context(request, group, "reports", report=made))


def _report(group: ClassGroup, name: str, now: datetime) -> Report | None:
    match name:
        case "peserta":
            return members_report(group, people_lines(group))
        case "perlu-bantuan":
            return waiting_report(group, overview(group, now=now).waiting)
        case "belum-terlihat":
            unseen = [line for line in people_lines(group) if line.is_unseen(now)]
            return members_report(group, unseen, title=_("Not seen for a week: %(group)s") % {"group": group})
        case "tugas":
            return assignments_report(group, assignments_with_counts(group))
        case "sebelum-sesudah":
            return gains_of(group)
        case "soal":
            return hardest_report(group, hardest_questions(group))
    return None


def exported(request: Request, report: Report) -> HttpResponse | None:
    """As a file or as a page for the printer, where the address asks for it; else None."""
    wanted = request.GET.get("bentuk", "")
    if wanted == "cetak":
        return render(request, "classes/print.html", {"report": report, "printed_at": timezone.now()})
    if wanted not in ("csv", "xlsx"):
        return None
    table = report.table()
    content = csv_file(table) if wanted == "csv" else xlsx_file({_("Report"): table})
    response = HttpResponse(content, content_type=CSV if wanted == "csv" else XLSX)
    name = slugify(report.title)[:80] or "laporan"
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    response["Cache-Control"] = "no-store"
    return response
