"""The bank in the admin: questions, quizzes, groups of questions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.widgets.button import BaseButton, Button, HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from core.models import Competence, Pillar, Topic
from quizzes.domain.finding import STATES, in_state, of_kinds
from quizzes.domain.usage import unused_questions
from quizzes.forms import kind_choices
from quizzes.models import Pool, Question, Quiz


def analysis_button(thing: Any, user: Any, button: type[BaseButton], icon: str = "") -> BaseButton | None:
    """Leads to the analysis of a quiz or a question; None for other things, and for those who may not see it."""
    page = {Quiz: "admin_quiz_analysis", Question: "admin_question_analysis"}.get(type(thing))
    if page is None or not user.has_perm(f"quizzes.view_{thing._meta.model_name}"):
        return None
    return button(_("Analysis"), url=reverse(page, args=[thing.pk]), icon_name=icon or None, priority=40)


def trying_button(thing: Any, user: Any, button: type[BaseButton], icon: str = "") -> BaseButton | None:
    """Leads to where an author answers the own question or quiz; None for other things and other people."""
    page = {Quiz: "try_quiz", Question: "try_question"}.get(type(thing))
    if page is None or not user.has_perm(f"quizzes.change_{thing._meta.model_name}"):
        return None
    return button(_("Try it"), url=reverse(page, args=[thing.pk]), icon_name=icon or None, priority=30)


def uses_button(thing: Any, user: Any, button: type[BaseButton], icon: str = "") -> BaseButton | None:
    """Leads to the places that use a thing of the bank; None for other things and other people."""
    page = {Quiz: "quiz_uses", Question: "question_uses", Pool: "pool_uses"}.get(type(thing))
    if page is None or not user.has_perm(f"quizzes.view_{thing._meta.model_name}"):
        return None
    return button(_("Where it is used"), url=reverse(page, args=[thing.pk]), icon_name=icon or None, priority=50)


class BankEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        own = [
            make(self.object, self.request.user, Button, icon)
            for make, icon in ((trying_button, "view"), (analysis_button, "table"), (uses_button, "link"))
        ]
        return [*super().header_more_buttons, *(button for button in own if button)]


class QuestionEditView(BankEditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Further apps add theirs by the hook ``register_question_buttons(question, user)``."""
        registered = hooks.get_hooks("register_question_buttons")
        added = [button for hook in registered for button in hook(self.object, self.request.user)]
        return [*super().header_more_buttons, *added]


class QuestionFilter(WagtailFilterSet):
    """Fields are called as in ExportForm."""

    kind = MultipleChoiceFilter(
        label=_("Kind"), choices=kind_choices, widget=CheckboxSelectMultiple, method="of_kinds", lookup_expr="exact"
    )
    state = ChoiceFilter(label=_("Status"), choices=STATES, method="in_state")
    pillars = ModelMultipleChoiceFilter(
        label=_("Pillars"), queryset=Pillar.objects.all(), widget=CheckboxSelectMultiple
    )
    competences = ModelMultipleChoiceFilter(
        label=_("Competences"), queryset=Competence.objects.all(), widget=CheckboxSelectMultiple
    )
    topics = ModelMultipleChoiceFilter(label=_("Topics"), queryset=Topic.objects.all(), widget=CheckboxSelectMultiple)
    unused = ChoiceFilter(label=_("Use"), choices=[("1", _("not used yet"))], method="not_used")

    def of_kinds(self, questions: QuerySet[Question], name: str, kinds: list[str]) -> QuerySet[Question]:
        return of_kinds(questions, kinds)

    def in_state(self, questions: QuerySet[Question], name: str, state: str) -> QuerySet[Question]:
        return in_state(questions, state)

    def not_used(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        return unused_questions(questions) if value else questions

    class Meta:
        model = Question
        fields = ("pool", "difficulty", "live")


class WritingIndexView(IndexView):
    """The quick ways to write stand beside the button for a new one."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_buttons
        person = self.request.user
        if person.has_perm("quizzes.add_question") and person.has_perm("quizzes.add_quiz"):
            buttons = [*buttons, HeaderButton(_("Quick quiz"), url=reverse("quick_quiz"), icon_name="tasks")]
        return buttons


class QuestionIndexView(WritingIndexView):
    """Files in and out stand beside the listing. The export follows its filters, not its search."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if self.request.user.has_perm("quizzes.add_question"):
            address = reverse("many_questions")
            buttons.append(Button(_("Several questions"), url=address, icon_name="list-ul", priority=10))
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
    edit_view_class = QuestionEditView
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


class QuizEditView(BankEditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        if self.request.user.has_perm("quizzes.view_allowance"):
            address = reverse("admin_quiz_allowances", args=[self.object.pk])
            buttons = [*buttons, Button(_("Extensions"), url=address, icon_name="time", priority=50)]
        return buttons


class QuizViewSet(SnippetViewSet):
    model = Quiz
    index_view_class = WritingIndexView
    copy_view_enabled = True
    edit_view_class = QuizEditView
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
    edit_view_class = BankEditView
    icon = "folder-open-inverse"
    menu_label = _("Groups of questions")
    menu_order = 300
    panels = ("name", "within")
    list_display = ("name", "within")
