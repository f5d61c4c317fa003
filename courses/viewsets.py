"""Menus and listings of the trainers' side that have to do with courses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import StaleReport, Track
from courses.track_panel import TrackTestsPanel
from media.h5p.admin.viewsets import H5PContentViewSet
from media.viewsets import AudioViewSet, VideoViewSet
from practice.viewsets import PracticeViewSet
from quizzes.viewsets import PoolViewSet, QuestionViewSet, QuizViewSet


class TrackViewSet(SnippetViewSet):
    model = Track
    icon = "folder-open-inverse"
    menu_label = _("Learning paths")
    panels = (
        "title",
        "slug",
        "summary",
        MultiFieldPanel(["title_english", "summary_english"], heading=_("In English")),
        "icon",
        "sort_order",
        TrackTestsPanel(heading=_("Tests before and after")),
    )
    list_display = ("title", "sort_order")


class QuestionsGroup(SnippetViewSetGroup):
    menu_label = _("Questions and practice")
    menu_icon = "help"
    menu_order = 150
    items = (QuestionViewSet, QuizViewSet, PoolViewSet, PracticeViewSet)


class MaterialGroup(SnippetViewSetGroup):
    menu_label = _("Video, sound and H5P")
    menu_icon = "media"
    menu_order = 350
    items = (VideoViewSet, AudioViewSet, H5PContentViewSet)


class StaleReportViewSet(ModelViewSet):
    """What learners found outdated: read, mend the lesson, mark as dealt with."""

    model = StaleReport
    icon = "warning"
    menu_label = _("Reported as outdated")
    menu_hook = "register_reports_menu_item"
    menu_order = 100
    list_display = (
        Column("lesson", label=_("Lesson")),
        Column("note", label=_("What is different")),
        DateColumn("reported_at", label=_("Reported")),
        DateColumn("resolved_at", label=_("Dealt with")),
    )
    list_filter = ("resolved_at",)
    form_fields = ("note", "resolved_at")
    inspect_view_enabled = False
    copy_view_enabled = False
    add_view_enabled = False

    def get_queryset(self, request: Any) -> Any:
        return StaleReport.objects.select_related("lesson")
