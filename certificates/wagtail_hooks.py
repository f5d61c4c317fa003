from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from certificates import admin_views


@hooks.register("register_admin_urls")
def certificates_urls():
    one = "sertifikat/<uuid:public_id>/"
    return [
        path("sertifikat/", admin_views.certificates_list, name="admin_certificates"),
        path(one, admin_views.certificate, name="admin_certificate"),
        path(f"{one}cabut/", admin_views.revoke_certificate, name="admin_revoke_certificate"),
        path(f"{one}pulihkan/", admin_views.reinstate_certificate, name="admin_reinstate_certificate"),
    ]


class CertificatesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("certificates.view_certificate")


@hooks.register("register_admin_menu_item")
def certificates_in_the_menu():
    return CertificatesMenuItem(_("Certificates"), reverse("admin_certificates"), icon_name="tick-inverse", order=410)
