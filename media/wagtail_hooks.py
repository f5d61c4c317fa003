from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from media.h5p.admin.contents import delete_or_refuse
from media.h5p.admin.panels import WaitingUploadsPanel
from media.h5p.admin.urls import urlpatterns
from media.h5p.forms.urls import urlpatterns as form_urlpatterns


@hooks.register("register_admin_urls")
def h5p_urls():
    return [*form_urlpatterns, *urlpatterns]


# Before the hook of courses, which only knows what the database would not let go.
hooks.register("before_delete_snippet", delete_or_refuse, order=-2)


class MayMenuItem(MenuItem):
    def __init__(self, *args, permission, **kwargs):
        self.permission = permission
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


@hooks.register("construct_homepage_panels")
def waiting_uploads_on_the_first_screen(request, panels):
    if request.user.has_perm("media.add_h5pcontent"):
        panels.append(WaitingUploadsPanel())


@hooks.register("register_admin_menu_item")
def making_in_the_menu():
    return MayMenuItem(
        _("Make an H5P"), reverse("h5p_new"), icon_name="plus-inverse", order=520, permission="media.add_h5pcontent"
    )


@hooks.register("register_settings_menu_item")
def libraries_in_the_menu():
    return MayMenuItem(
        _("H5P libraries"),
        reverse("h5p_libraries"),
        icon_name="folder-open-inverse",
        order=230,
        permission="media.view_h5plibrary",
    )


@hooks.register("register_settings_menu_item")
def hosts_in_the_menu():
    return MayMenuItem(
        _("External media of H5P"), reverse("h5p_hosts"), icon_name="globe", order=240, permission="media.view_h5phost"
    )
