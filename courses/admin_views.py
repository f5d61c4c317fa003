"""Pages of the trainers' side that Wagtail does not bring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import PageReportView

from courses.domain.stale import lessons_due
from courses.models import CoursePage, ModulePage


def choose_module(request: HttpRequest) -> HttpResponse:
    """“New lesson”: into which module? Only modules this person may add to."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    courses = []
    for course in CoursePage.objects.order_by("path"):
        modules = [
            module
            for module in ModulePage.objects.child_of(course)
            if module.permissions_for_user(request.user).can_add_subpage()
        ]
        if modules:
            courses.append((course, modules))
    return render(request, "courses/admin/choose_module.html", {"courses": courses})


def refuse_to_delete_what_is_held(request: HttpRequest, things: Iterable[Any]) -> HttpResponse | None:
    """Published questions, quizzes that were taken, groups with questions: the database would not let them go."""
    for thing in things:
        try:
            Collector(using=thing._state.db, origin=thing).collect([thing])
        except ProtectedError:
            text = _now("“%(thing)s” is in use and stays. Unpublish it if nobody should see it any more.")
            messages.error(request, text % {"thing": thing})
            return redirect(thing.snippet_viewset.get_url_name("list"))
    return None


class DueLessonsReport(PageReportView):
    """All lessons past their review date, with export."""

    page_title = _("Lessons due for review")
    header_icon = "date"
    index_url_name = "due_lessons_report"
    index_results_url_name = "due_lessons_report_results"
    list_export = ["title", "review_again_on", "reviewed_on", "source_url"]
    export_headings = {
        "review_again_on": _("review again on"),
        "reviewed_on": _("reviewed on"),
        "source_url": _("address of the source"),
    }

    def get_queryset(self) -> Any:
        return lessons_due(timezone.localdate())
