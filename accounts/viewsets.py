from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.forms.organisation import OrganisationForm
from accounts.models import Organisation, Region


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
