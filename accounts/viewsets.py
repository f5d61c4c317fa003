from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.forms.organisation import OrganisationForm
from accounts.models import Organisation, Region


class OrganisationDeleteView(DeleteView):
    """What still hangs on it is told instead of failing on it: classes are never deleted with their school."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return cast(HttpResponse, super().form_valid(form))
        except ProtectedError:
            messages.error(
                self.request,
                _("This organisation, or one below it, has classes. It cannot be deleted."),
            )
            return redirect(self.get_success_url())


class OrganisationViewSet(ModelViewSet):
    """Schools, agencies, communities …; where one stands in the tree is chosen in its form."""

    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 210
    add_to_settings_menu = True
    list_display = (Column("indented_name", label=_("Name")), "kind", "region")
    search_fields = ("name",)
    list_filter = ("kind",)
    copy_view_enabled = False
    delete_view_class = OrganisationDeleteView
    sort_order_field = None

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        return OrganisationForm


class RegionViewSet(ModelViewSet):
    model = Region
    icon = "site"
    menu_label = _("Regions")
    menu_order = 220
    add_to_settings_menu = True
    list_display = ("code", "name", "level", "parent")
    list_filter = ("level",)
    search_fields = ("name", "code")
    form_fields = ("code", "bps_code", "name", "level", "parent", "valid_from", "valid_until")
    copy_view_enabled = False
