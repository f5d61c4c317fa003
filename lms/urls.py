"""All addresses. People type and read them aloud: they are short, Indonesian, and do not change."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.csp import ADMIN_PREFIX
from courses.views import serve
from lms.styles import serve_style
from lms.views import account, gallery, home, site
from media.views import serve_upload

handler400 = "lms.views.errors.bad_request"
handler403 = "lms.views.errors.forbidden"
handler404 = "lms.views.errors.not_found"
handler500 = "lms.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("akun/", account.account, name="account"),
    path("akun/data/", account.my_data, name="my_data"),
    path("akun/data/unduh/", account.download_my_data, name="download_my_data"),
    path("akun/data/hapus/", account.delete_my_data, name="delete_my_data"),
    path("akun/data/persetujuan/", account.withdraw_consent, name="withdraw_consent"),
    path("akun/langkah-kedua/", include("lms.second_factor_urls")),
    path("sertifikat/", home.my_certificates, name="my_certificates"),
    path("belajar/kursus/<uuid:course>/selesai/", home.course_done, name="course_done"),
    path("privasi/", site.privacy, name="privacy"),
    path("gaya/", gallery.components, name="components"),
    path("gaya/<str:digest>.css", serve_style, name="style_sheet"),
    path("ikon.svg", site.icon_svg, name="icon_svg"),
    path("ikon-<int:size>.png", site.icon_png, name="icon_png"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
    path("robots.txt", site.robots, name="robots"),
    path("hidup/", site.alive, name="alive"),
    path("siap/", site.ready, name="ready"),
    path("", include("accounts.urls")),
    path("", include("certificates.urls")),
    path("", include("classes.urls")),
    path("", include("progress.urls")),
    path("h5p/", include("media.h5p.urls")),
    path("dokumen/", include(wagtaildocs_urls)),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", serve_upload, name="upload"),
    path(ADMIN_PREFIX.strip("/") + "/", include(wagtailadmin_urls)),
    re_path(r"^kursus/((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
]
