"""The bank in the admin: questions, quizzes, groups of questions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.widgets.button import BaseButton, Button
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from quizzes.models import Pool, Question, Quiz


def analysis_button(thing: Any, user: Any, button: type[BaseButton], icon: str = "") -> BaseButton | None:
    """Leads to the analysis of a quiz or a question; None for other things, and for those who may not see it."""
    page = {Quiz: "admin_quiz_analysis", Question: "admin_question_analysis"}.get(type(thing))
    if page is None or not user.has_perm(f"quizzes.view_{thing._meta.model_name}"):
        return None
    return button(_("Analysis"), url=reverse(page, args=[thing.pk]), icon_name=icon or None, priority=40)


class AnalysedEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        button = analysis_button(self.object, self.request.user, Button, "table")
        return [*super().header_more_buttons, *([button] if button else [])]


class QuestionFilter(WagtailFilterSet):
    class Meta:
        model = Question
        fields = ("pool", "difficulty", "live")


class QuestionIndexView(IndexView):
    """Files in and out stand beside the listing. The export follows its filters, not its search."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if self.request.user.has_perm("quizzes.add_question"):
            address = reverse("import_questions")
            buttons.append(Button(_("Import questions"), url=address, icon_name="upload", priority=20))
        if self.request.user.has_perm("quizzes.change_question"):  # a file holds the keys
            filters = self.request.GET.copy()
            filters.pop("q", None)
            address = f"{reverse('export_questions')}?{filters.urlencode()}".removesuffix("?")
            buttons.append(Button(_("Export questions"), url=address, icon_name="download", priority=30))
        return buttons


class QuestionViewSet(SnippetViewSet):
    model = Question
    index_view_class = QuestionIndexView
    edit_view_class = AnalysedEditView
    icon = "help"
    menu_label = _("Questions")
    menu_order = 100
    list_display = ("__str__", Column("kind_label", label=_("Kind")), "pool", "difficulty", UpdatedAtColumn())
    list_per_page = 30
    filterset_class = QuestionFilter
    copy_view_enabled = True
    inspect_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return Question.objects.select_related("pool")


class QuizViewSet(SnippetViewSet):
    model = Quiz
    edit_view_class = AnalysedEditView
    icon = "tasks"
    menu_label = _("Quizzes")
    menu_order = 200
    list_display = (
        "title",
        Column("parts_in_words", label=_("Parts")),
        Column("question_count", label=_("Number of questions")),
        Column("pass_percent", label=_("Pass mark")),
        UpdatedAtColumn(),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        return Quiz.objects.prefetch_related("sections__pool", "fixed_questions")


class PoolViewSet(SnippetViewSet):
    model = Pool
    icon = "folder-open-inverse"
    menu_label = _("Groups of questions")
    menu_order = 300
    panels = ("name",)
    list_display = ("name",)
