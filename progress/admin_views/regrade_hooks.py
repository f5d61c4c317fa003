"""Where the admin leads to grading again: addresses, the menu of reports, the page of a question."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from progress.admin_views import regrade
from quizzes.domain.regrade import is_due
from quizzes.models import Question


def _may(user: Any) -> bool:
    return bool(user.has_perm("quizzes.regrade_attempt"))


@hooks.register("register_admin_urls")
def regrade_urls():
    place = "laporan/nilai-ulang/"
    return [
        path("soal/<int:pk>/nilai-ulang/", regrade.regrade_question, name="admin_regrade"),
        path(place, regrade.regrades, name="admin_regrades"),
        path(f"{place}<int:pk>/", regrade.regrade_log, name="admin_regrade_log"),
        path(f"{place}<int:pk>/lanjut/", regrade.resume_regrade, name="admin_resume_regrade"),
    ]


class RegradesMenuItem(MenuItem):
    def is_shown(self, request):
        return _may(request.user)


@hooks.register("register_reports_menu_item")
def regrades_in_the_menu():
    return RegradesMenuItem(gettext_lazy("Graded again"), reverse("admin_regrades"), icon_name="history", order=96)


@hooks.register("register_question_buttons")
def regrade_on_the_page_of_a_question(question: Question, user: Any) -> list[Button]:
    if not _may(user) or question.current_version_id is None:
        return []
    return [Button(gettext_lazy("Grade again"), url=reverse("admin_regrade", args=[question.pk]), icon_name="history")]


@hooks.register("before_edit_snippet")
def say_that_the_key_has_changed(request: HttpRequest, question: Any) -> None:
    """On the page of the question, as long as nobody has dealt with it."""
    if request.method == "GET":
        _say(request, question)


@hooks.register("after_edit_snippet")
def say_that_the_key_has_just_changed(request: HttpRequest, question: Any) -> None:
    """After publishing, on the listing; a page that comes back to the question says it by itself."""
    if "action-publish" in request.POST:
        _say(request, question)


def _say(request: HttpRequest, question: Any) -> None:
    if isinstance(question, Question) and _may(request.user):
        question.refresh_from_db(fields=["current_version"])
        if is_due(question):
            buttons = [messages.button(reverse("admin_regrade", args=[question.pk]), _("Grade again"))]
            text = _("The key has changed. Answers given before are still graded by the old one.")
            messages.warning(request, text, buttons=buttons)
