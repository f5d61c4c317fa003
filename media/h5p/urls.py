"""Addresses of what plays. Names of bundles and pages are digests; nothing else matches."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from media.h5p import views
from media.h5p.forms.preview import draft_media

_DIGEST = "[0-9a-f]{32}"


class Digest(StringConverter):
    regex = _DIGEST


class Folder(StringConverter):
    regex = r"[\w.-]{1,340}"  # as libraries.install_all names them


register_converter(Digest, "digest")
register_converter(Folder, "folder")

urlpatterns = [
    path("main/<uuid:key>/<int:number>/<digest:digest>/", views.frame, name="h5p_frame"),
    re_path(rf"^paket/(?P<name>{_DIGEST}(?:(?:-t)?\.(?:js|css)|\.woff2))$", views.bundle, name="h5p_bundle"),
    re_path(r"^inti/(?P<digest>[0-9a-f]{20})/(?P<path>.+)$", views.core_file, name="h5p_core_file"),
    path("pustaka/<folder:folder>/<path:path>", views.library_file, name="h5p_library_file"),
    path("isi/<uuid:key>/<int:number>/<path:path>", views.content_file, name="h5p_content_file"),
    path("draf/<str:token>/<path:path>", draft_media, name="h5p_draft_media"),
]
