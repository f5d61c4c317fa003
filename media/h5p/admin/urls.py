"""Addresses of H5P in the admin; below ``kelola/``."""

from django.urls import path

from media.h5p.admin import contents, hosts, libraries, upgrading, uploading

urlpatterns = [
    path("h5p/unggah/", uploading.upload, name="h5p_upload"),
    path("h5p/unggah/<uuid:key>/", uploading.look, name="h5p_check"),
    path("h5p/isi/<int:pk>/", contents.content, name="h5p_content"),
    path("h5p/isi/<int:pk>/salin/", contents.copy, name="h5p_copy"),
    path("h5p/isi/<int:pk>/unduh/", contents.export, name="h5p_export"),
    path("h5p/isi/<int:pk>/versi/<int:number>/", contents.use_again, name="h5p_use_again"),
    path("h5p/pustaka/", libraries.listing, name="h5p_libraries"),
    path("h5p/pustaka/periksa/", libraries.verify, name="h5p_verify"),
    path("h5p/pustaka/<int:pk>/", libraries.library, name="h5p_library"),
    path("h5p/pustaka/<int:pk>/naikkan/", upgrading.upgrade, name="h5p_upgrade"),
    path("h5p/pustaka/<int:pk>/naikkan/<int:content>/", upgrading.one, name="h5p_upgrade_one"),
    path("h5p/kandang/", upgrading.cage, name="h5p_upgrade_cage"),
    path("h5p/sumber/", hosts.hosts, name="h5p_hosts"),
    path("h5p/sumber/<int:pk>/hapus/", hosts.remove, name="h5p_remove_host"),
]
