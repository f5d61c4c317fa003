from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import BaseButton

from progress.admin_views import (
    bulk_hooks,  # noqa: F401 - registers its own
    h5p,
    marking,
    regrade_hooks,  # noqa: F401 - registers its own
)
from progress.views.pages import serve_with_state
from quizzes.domain.marking import waiting_count


@hooks.register("before_serve_page", order=10)  # after Wagtail's own check of the method
def pour_in_the_learners_state(page, request, args, kwargs):
    """Answer for our pages with the learner's own state poured into their slots."""
    return serve_with_state(page, request, kwargs.get("outline"))


@hooks.register("register_admin_urls")
def marking_urls():
    return [
        path("penilaian/", marking.marking_queue, name="marking_queue"),
        path("penilaian/<int:quiz>/<int:question>/", marking.marking_answers, name="marking_answers"),
        path("penilaian/jawaban/<int:item>/", marking.mark_answer, name="mark_answer"),
    ]


@hooks.register("register_admin_urls")
def h5p_urls():
    return [
        path("laporan/h5p/", h5p.results, name="admin_h5p_results"),
        path("laporan/h5p/<int:pk>/", h5p.result, name="admin_h5p_result"),
    ]


class H5PResultsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(h5p.PERMISSION)


@hooks.register("register_reports_menu_item")
def h5p_results_in_the_menu():
    return H5PResultsMenuItem(
        _("Results of exercises (H5P)"), reverse("admin_h5p_results"), icon_name="table", order=97
    )


@hooks.register("register_snippet_listing_buttons")
def h5p_results_in_the_listing(snippet, user, next_url=None):
    button = h5p.results_button(snippet, user, BaseButton)
    return [button] if button else []


class MarkingMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("quizzes.mark_attempt")

    def render_component(self, request):
        """With the number of answers that wait."""
        count = waiting_count(request.user)
        label = f"{self.label} ({count})" if count else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname="lms-wraps")


@hooks.register("register_admin_menu_item")
def marking_in_the_menu():
    return MarkingMenuItem(
        _("Answers to mark"), reverse("marking_queue"), name="answers-to-mark", icon_name="edit", order=160
    )
