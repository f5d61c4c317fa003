"""A course outside this site: what there is to take along, and the files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.editions.export import FORMS, export_course
from courses.editions.gather import NothingToExport
from courses.editions.scorm import TooLong
from courses.models import CoursePage


@require_safe
def editions(request: HttpRequest, course: int) -> HttpResponse:
    return render(request, "courses/admin/editions.html", {"course": _course(request, course)})


@require_safe
def edition_file(request: HttpRequest, course: int, form: str) -> HttpResponse:
    """Made while one waits: the longest course takes about two seconds."""
    page = _course(request, course)
    if form not in FORMS:
        raise Http404
    try:
        made = export_course(page, form, day=timezone.localdate())
    except (NothingToExport, TooLong) as problem:
        context = {"course": page, "too_long": isinstance(problem, TooLong)}
        return render(request, "courses/admin/editions.html", context | {"refused": True}, status=409)
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _course(request: HttpRequest, course: int) -> CoursePage:
    """Whoever may edit a course may take it along: answers to its check questions are in there."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    page = get_object_or_404(CoursePage, pk=course)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page
