"""The trainers' first screen: what waits for me, what is due, and the way to a new lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from courses.domain.stale import lessons_due, open_reports
from courses.models import LessonPage

SHOWN = 8


class NewLessonPanel(Component):
    """One tap to the place where a lesson can be added."""

    name = "new_lesson"
    template_name = "courses/admin/new_lesson_panel.html"
    order = 40

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        drafts = LessonPage.objects.filter(owner=user, has_unpublished_changes=True).order_by(
            "-latest_revision_created_at"
        )
        return {"drafts": drafts[:SHOWN]}


class DueLessonsPanel(Component):
    """Lessons past their review date, and what learners reported."""

    name = "due_lessons"
    template_name = "courses/admin/due_panel.html"
    order = 250

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        due = lessons_due(timezone.localdate())
        reports = open_reports()
        return {
            "due": due[:SHOWN],
            "due_count": due.count(),
            "reports": reports[:SHOWN],
            "report_count": reports.count(),
        }
