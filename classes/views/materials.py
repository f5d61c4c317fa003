"""The teacher's kit: choose a course and a module, and print what the class needs."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from classes.domain.materials import chosen, lesson_materials
from classes.models import ClassGroup
from classes.pdf.kit import render_letter, render_plan, render_worksheet
from classes.views.asking import activity_in
from classes.views.paper import pdf_answer
from classes.views.requests import class_context, class_needed
from core.http import Request
from courses.domain.outlines import outlines

_FILES = {"rencana": render_plan, "lembar-kerja": render_worksheet, "surat": render_letter}


@class_needed
@require_safe
def materials(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """``?modul=``: the key of a module; without one, the courses and their modules to choose from."""
    key = activity_in(request.GET.get("modul", ""))
    found = chosen(key) if key else None
    given = set(group.assignments.filter(withdrawn_at=None).values_list("course", flat=True))
    teaches = group.teachers.filter(person=person).exists()
    context = class_context(
        request,
        group,
        "materials",
        chosen=found if found and found.module.key == key else None,
        courses=sorted(outlines(), key=lambda outline: outline.course not in given),
        papers=group.paper_quizzes.select_related("quiz") if teaches else (),
        teaches=teaches,
    )
    return render(request, "classes/materials.html", context)


@class_needed
@require_safe
def material_file(request: Request, person: User, group: ClassGroup, target: UUID, name: str) -> HttpResponse:
    found = chosen(target)
    if found is None or name not in _FILES:
        raise Http404
    made = lesson_materials(found.lessons)
    if not made:
        raise Http404
    return pdf_answer(_FILES[name](group, found, made, day=timezone.localdate()), f"{name} {found.title}")
