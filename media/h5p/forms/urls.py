"""Addresses of the forms, below the admin."""

from django.urls import path

from media.h5p.editor_ajax import editor_ajax
from media.h5p.forms import preview, views

urlpatterns = [
    path("h5p/buat/", views.choose_type, name="h5p_new"),
    path("h5p/buat/ikon/<int:pk>/", views.type_icon, name="h5p_type_icon"),
    path("h5p/<int:pk>/tulis/", views.change_content, name="h5p_write"),
    path("h5p/editor/<str:token>/", editor_ajax, name="h5p_editor_ajax"),
    path("h5p/draf/<uuid:key>/", views.form, name="h5p_form"),
    path("h5p/draf/<uuid:key>/buang/", views.discard, name="h5p_discard"),
    path("h5p/draf/<uuid:key>/lihat/", preview.look, name="h5p_look"),
    path("h5p/draf/<uuid:key>/lihat/<int:revision>/", preview.frame, name="h5p_draft_frame"),
    path("h5p/draf/<uuid:key>/berkas/<path:path>", views.draft_file, name="h5p_draft_file"),
]
