from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import BaseButton

from quizzes.admin_views import allowances, analysis, exchange, gain, quick, trying, usage
from quizzes.viewsets import analysis_button, trying_button, uses_button


@hooks.register("register_admin_urls")
def analysis_urls():
    place = "laporan/analisis-soal/"
    return [
        path(place, analysis.analyses, name="admin_analyses"),
        path(f"{place}kuis/<int:pk>/", analysis.analyse_quiz, name="admin_quiz_analysis"),
        path(f"{place}soal/<int:pk>/", analysis.analyse_question, name="admin_question_analysis"),
    ]


@hooks.register("register_admin_urls")
def gain_urls():
    place = "laporan/sebelum-sesudah/"
    return [
        path(place, gain.gains, name="admin_gains"),
        path(f"{place}<int:pk>/", gain.gain_of_quiz, name="admin_gain"),
    ]


@hooks.register("register_admin_urls")
def exchange_urls():
    return [
        path("soal/impor/", exchange.choose_file, name="import_questions"),
        path("soal/impor/templat/", exchange.template, name="question_template"),
        path("soal/impor/<uuid:token>/", exchange.check_import, name="check_question_import"),
        path("soal/impor/<uuid:token>/jalan/", exchange.import_progress, name="import_progress"),
        path("soal/ekspor/", exchange.choose_export, name="export_questions"),
        path("soal/ekspor/<slug:form>/", exchange.export_file, name="export_question_file"),
    ]


@hooks.register("register_admin_urls")
def allowance_urls():
    return [path("kuis/<int:pk>/kelonggaran/", allowances.allowances, name="admin_quiz_allowances")]


@hooks.register("register_admin_urls")
def writing_urls():
    return [
        path("soal/kuis-cepat/", quick.quick_quiz, name="quick_quiz"),
        path("soal/beberapa/", quick.many_questions, name="many_questions"),
        path("soal/dibuat/<uuid:key>/", quick.questions_made, name="questions_made"),
        path("soal/dibuat/<uuid:key>/batalkan/", quick.undo_questions, name="undo_questions"),
        path("soal/<int:pk>/coba/", trying.try_question, name="try_question"),
        path("kuis/<int:pk>/coba/", trying.try_quiz, name="try_quiz"),
        path("soal/<int:pk>/dipakai/", usage.question_uses, name="question_uses"),
        path("kuis/<int:pk>/dipakai/", usage.quiz_uses, name="quiz_uses"),
        path("kelompok-soal/<int:pk>/dipakai/", usage.pool_uses, name="pool_uses"),
    ]


# Before the hook of courses, which says of whatever the database would not let go that it stays, not where it is used.
hooks.register("before_delete_snippet", usage.refuse_deleting_what_is_used, order=-1)


class AnalysesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("quizzes.view_quiz")


@hooks.register("register_reports_menu_item")
def analyses_in_the_menu():
    return AnalysesMenuItem(_("Analysis of questions"), reverse("admin_analyses"), icon_name="table", order=95)


@hooks.register("register_reports_menu_item")
def gains_in_the_menu():
    return AnalysesMenuItem(_("Before and after"), reverse("admin_gains"), icon_name="table", order=96)


@hooks.register("register_snippet_listing_buttons")
def analysis_in_the_listings(snippet, user, next_url=None):
    """Beside the title, not in its menu: menus open with JavaScript only."""
    makers = (trying_button, analysis_button, uses_button)
    return [button for make in makers if (button := make(snippet, user, BaseButton))]
