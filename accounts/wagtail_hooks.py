from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_merging, admin_views
from accounts.viewsets import OrganisationViewSet, RegionViewSet


@hooks.register("register_admin_urls")
def people_urls():
    return [
        path("orang/", admin_views.people_list, name="admin_people"),
        path("orang/<uuid:public_id>/", admin_views.person, name="admin_person"),
        path("orang/<uuid:public_id>/atur-ulang/", admin_views.reset, name="admin_reset_secret"),
        path("orang/<uuid:public_id>/nama/", admin_views.correct, name="admin_correct_name"),
        path("orang/<uuid:public_id>/peran/", admin_views.grant, name="admin_grant_role"),
        path("orang/<uuid:public_id>/peran/<int:grant_id>/cabut/", admin_views.revoke, name="admin_revoke_role"),
        path("orang/<uuid:public_id>/keluarkan/", admin_views.end, name="admin_end_sessions"),
        path("orang/<uuid:public_id>/langkah-kedua/", admin_views.reset_second_step, name="admin_reset_second_factor"),
        path("orang/<uuid:public_id>/nonaktifkan/", admin_views.switch_off, name="admin_deactivate"),
        path("orang/<uuid:public_id>/aktifkan/", admin_views.switch_on, name="admin_reactivate"),
        path("orang/<uuid:public_id>/gabung/", admin_merging.search, name="admin_merge_search"),
        path("orang/<uuid:public_id>/gabung/<uuid:other>/", admin_merging.compare, name="admin_merge_compare"),
        path("orang/<uuid:public_id>/gabung/<uuid:merge>/urungkan/", admin_merging.undo, name="admin_merge_undo"),
    ]


class PeopleMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("accounts.reset_secrets")


@hooks.register("register_admin_menu_item")
def people_in_the_menu():
    return PeopleMenuItem(_("People"), reverse("admin_people"), icon_name="user", order=400)


@hooks.register("register_admin_viewset")
def organisations_and_regions():
    return [OrganisationViewSet("organisations", url_prefix="lembaga"), RegionViewSet("regions", url_prefix="wilayah")]
