from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from certificates import admin_views, template_views
from certificates.domain.template_uses import template_of_course
from certificates.viewsets import CertificateTemplateViewSet, keep_what_certificates_look_like
from courses.models import CoursePage

register_snippet(CertificateTemplateViewSet)

# Before the hook of courses, which only says that it is in use.
hooks.register("before_delete_snippet", keep_what_certificates_look_like, order=-1)


@hooks.register("register_admin_urls")
def certificates_urls():
    one = "sertifikat/<uuid:public_id>/"
    return [
        path("sertifikat/", admin_views.certificates_list, name="admin_certificates"),
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


class PermittedMenuItem(MenuItem):
    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_menu_item")
def certificates_in_the_menu():
    menu = Menu(register_hook_name="register_certificates_menu_item")
    return SubmenuMenuItem(_("Certificates"), menu, icon_name="tick-inverse", order=410, name="certificates")


@hooks.register("register_certificates_menu_item")
def all_certificates_in_the_menu():
    return PermittedMenuItem(
        _("Find and revoke"),
        reverse("admin_certificates"),
        icon_name="search",
        order=100,
        permission="certificates.view_certificate",
    )


@hooks.register("register_certificates_menu_item")
def uses_in_the_menu():
    return PermittedMenuItem(
        _("Which template serves"),
        reverse("template_uses"),
        icon_name="list-ul",
        order=210,
        permission="certificates.change_certificatetemplate",
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
