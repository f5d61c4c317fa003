from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import register_snippet

from courses import admin_packs
from courses.admin_editions import edition_file, editions
from courses.admin_views import DueLessonsReport, choose_module, refuse_to_delete_what_is_held
from courses.models import CoursePage
from courses.panels import DueLessonsPanel, NewLessonPanel
from courses.viewsets import MaterialGroup, QuestionsGroup, StaleReportViewSet, TrackViewSet

register_snippet(QuestionsGroup)
register_snippet(MaterialGroup)
register_snippet(TrackViewSet)


hooks.register("before_delete_snippet", refuse_to_delete_what_is_held)


@hooks.register("register_admin_viewset")
def list_stale_reports():
    return StaleReportViewSet("stale_reports", url_prefix="usang")


@hooks.register("register_admin_urls")
def courses_admin_urls():
    return [
        path("edisi/<int:course>/", editions, name="course_editions"),
        path("edisi/<int:course>/<slug:form>/", edition_file, name="course_edition"),
        path("pelajaran-baru/", choose_module, name="choose_module"),
        path("laporan/tinjau-ulang/", DueLessonsReport.as_view(), name="due_lessons_report"),
        path(
            "laporan/tinjau-ulang/hasil/",
            DueLessonsReport.as_view(results_only=True),
            name="due_lessons_report_results",
        ),
    ]


@hooks.register("register_admin_urls")
def pack_urls():
    return [
        path("paket/", admin_packs.packs_page, name="admin_packs"),
        path("paket/kursus/<int:pk>/", admin_packs.send_pack, name="admin_send_pack"),
        path("paket/<uuid:key>/", admin_packs.pack_page, name="admin_pack"),
        path("paket/<uuid:key>/percaya/", admin_packs.trust_pack, name="admin_trust_pack"),
        path("paket/<uuid:key>/buang/", admin_packs.drop_pack, name="admin_drop_pack"),
        path("paket/kunci/<int:pk>/lupakan/", admin_packs.forget_signer, name="admin_forget_signer"),
    ]


class PacksMenuItem(MenuItem):
    def is_shown(self, request):
        """Asked on every screen: by what Wagtail's own menu has just read."""
        return page_permission_policy.user_has_permission(request.user, "add")


@hooks.register("register_admin_menu_item")
def packs_in_the_menu():
    return PacksMenuItem(_("Course packs"), reverse("admin_packs"), icon_name="download", order=160)


@hooks.register("register_page_header_buttons")
def export_on_the_page(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, CoursePage) and page.permissions_for_user(user).can_edit():
        url = reverse("admin_send_pack", args=[page.pk])
        yield Button(_("Export as a pack"), url, icon_name="download", priority=70)


@hooks.register("register_reports_menu_item")
def due_lessons_in_the_menu():
    return MenuItem(_("Lessons due for review"), reverse("due_lessons_report"), icon_name="date", order=90)


@hooks.register("register_page_header_buttons")
def editions_on_the_page_of_a_course(page, user, next_url=None, view_name=None):
    if isinstance(page.specific_deferred, CoursePage) and page.permissions_for_user(user).can_edit():
        url = reverse("course_editions", args=[page.pk])
        yield Button(_("Outside this site"), url=url, icon_name="download", priority=55)


@hooks.register("construct_homepage_panels")
def our_panels_on_the_first_screen(request, panels):
    panels += [NewLessonPanel(), DueLessonsPanel()]


@hooks.register("construct_help_menu")
def no_links_to_other_sites(request, menu_items):
    """Wagtail's help leads to its own site, in English, about another product's screens."""
    menu_items[:] = []
