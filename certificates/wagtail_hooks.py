from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from certificates import admin_signing, admin_views
from certificates.panels import SealPanel


@hooks.register("register_admin_urls")
def certificates_urls():
    one = "sertifikat/<uuid:public_id>/"
    signing = "sertifikat/tanda-tangan/"
    batch = f"{signing}<uuid:public_id>/"
    return [
        path(signing, admin_signing.signatures_page, name="admin_signatures"),
        path(f"{signing}segel/", admin_signing.set_up_seal, name="admin_set_up_seal"),
        path(f"{signing}siapkan/", admin_signing.prepare_signing, name="admin_prepare_signing"),
        path(batch, admin_signing.handoff_page, name="admin_handoff"),
        path(f"{batch}unduh/", admin_signing.handoff_file, name="admin_handoff_file"),
        path(f"{batch}terima/", admin_signing.take_signed, name="admin_take_signed"),
        path(f"{signing}kembali/<uuid:public_id>/", admin_signing.signed_return, name="admin_signed_return"),
        path("sertifikat/", admin_views.certificates_list, name="admin_certificates"),
        path(one, admin_views.certificate, name="admin_certificate"),
        path(f"{one}cabut/", admin_views.revoke_certificate, name="admin_revoke_certificate"),
        path(f"{one}pulihkan/", admin_views.reinstate_certificate, name="admin_reinstate_certificate"),
    ]


@hooks.register("construct_homepage_panels")
def seal_on_the_first_screen(request, panels):
    panels.append(SealPanel())


class CertificatesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("certificates.view_certificate")


@hooks.register("register_admin_menu_item")
def certificates_in_the_menu():
    return CertificatesMenuItem(_("Certificates"), reverse("admin_certificates"), icon_name="tick-inverse", order=410)
