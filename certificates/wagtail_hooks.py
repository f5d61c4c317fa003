from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from certificates import admin_names, admin_signing, admin_views, template_views
from certificates.domain.name_requests import waiting_for
from certificates.domain.template_uses import template_of_course
from certificates.panels import SealPanel
from certificates.viewsets import CertificateTemplateViewSet, keep_what_certificates_look_like
from courses.models import CoursePage

register_snippet(CertificateTemplateViewSet)

# Before the hook of courses, which only says that it is in use.
hooks.register("before_delete_snippet", keep_what_certificates_look_like, order=-1)


@hooks.register("register_admin_urls")
def certificates_urls():
    one = "sertifikat/<uuid:public_id>/"
    asked = "sertifikat/nama/<uuid:public_id>/"
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
        path("sertifikat/nama/", admin_names.name_requests, name="admin_name_requests"),
        path(f"{asked}terima/", admin_names.accept_name, name="admin_accept_name"),
        path(f"{asked}tolak/", admin_names.refuse_name, name="admin_refuse_name"),
        path(one, admin_views.certificate, name="admin_certificate"),
        path(f"{one}cabut/", admin_views.revoke_certificate, name="admin_revoke_certificate"),
        path(f"{one}pulihkan/", admin_views.reinstate_certificate, name="admin_reinstate_certificate"),
    ]


@hooks.register("register_admin_urls")
def template_urls():
    place = "sertifikat/templat/"
    return [
        path(f"{place}pemakaian/", template_views.template_uses, name="template_uses"),
        path(f"{place}pemakaian/<int:pk>/hapus/", template_views.remove_use, name="remove_template_use"),
        path(f"{place}<int:pk>/versi/", template_views.versions, name="template_versions"),
        path(f"{place}<int:pk>/versi/<int:number>/", template_views.version, name="template_version"),
    ]


@hooks.register("construct_homepage_panels")
def seal_on_the_first_screen(request, panels):
    panels.append(SealPanel())


class PermittedMenuItem(MenuItem):
    """Shown to whoever holds one of ``permissions``."""

    def __init__(self, *args, permissions, **kwargs):
        super().__init__(*args, **kwargs)
        self.permissions = permissions

    def is_shown(self, request):
        return any(request.user.has_perm(permission) for permission in self.permissions)


class NameRequestsMenuItem(PermittedMenuItem):
    def render_component(self, request):
        """With the number of people who wait."""
        count = waiting_for(request.user).count()
        label = f"{self.label} ({count})" if count else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname="lms-wraps")


certificates_menu = Menu(register_hook_name="register_certificates_menu_item")


@hooks.register("register_admin_menu_item")
def certificates_in_the_menu():
    return SubmenuMenuItem(
        _("Certificates"), certificates_menu, icon_name="tick-inverse", order=410, name="certificates"
    )


@hooks.register("register_certificates_menu_item")
def list_in_the_menu():
    return PermittedMenuItem(
        _("All certificates"),
        reverse("admin_certificates"),
        icon_name="tick-inverse",
        order=10,
        permissions=["certificates.view_certificate"],
    )


@hooks.register("register_certificates_menu_item")
def name_requests_in_the_menu():
    return NameRequestsMenuItem(
        _("Requests for a name"),
        reverse("admin_name_requests"),
        name="name-requests",
        icon_name="user",
        order=50,
        permissions=[admin_names.PERMISSION],
    )


@hooks.register("register_certificates_menu_item")
def signatures_in_the_menu():
    return PermittedMenuItem(
        _("Signatures"),
        reverse("admin_signatures"),
        icon_name="lock",
        order=60,
        permissions=["certificates.add_signedreturn", "certificates.change_issuer"],
    )


@hooks.register("register_certificates_menu_item")
def uses_in_the_menu():
    return PermittedMenuItem(
        _("Which template serves"),
        reverse("template_uses"),
        icon_name="list-ul",
        order=40,
        permissions=["certificates.change_certificatetemplate"],
    )


@hooks.register("register_page_header_buttons")
def template_on_the_page_of_a_course(page, user, next_url=None, view_name=None):
    if isinstance(page.specific_deferred, CoursePage) and user.has_perm("certificates.change_certificatetemplate"):
        template = template_of_course(page.translation_key)
        name = template.name if template else _("the usual design")
        yield Button(
            _("Certificate: %(template)s") % {"template": name},
            url=f"{reverse('template_uses')}?kursus={page.translation_key}",
            icon_name="doc-full-inverse",
            priority=60,
        )
