from django.urls import path
from wagtail import hooks

from quizzes import admin_views


@hooks.register("register_admin_urls")
def exchange_urls():
    return [
        path("soal/impor/", admin_views.choose_file, name="import_questions"),
        path("soal/impor/templat/", admin_views.template, name="question_template"),
        path("soal/impor/<uuid:token>/", admin_views.check_import, name="check_question_import"),
        path("soal/ekspor/", admin_views.choose_export, name="export_questions"),
        path("soal/ekspor/<slug:form>/", admin_views.export_file, name="export_question_file"),
    ]
