from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from practice.models import PracticeTask


class PracticeViewSet(SnippetViewSet):
    model = PracticeTask
    icon = "list-ul"
    menu_label = _("Practices")
    menu_order = 400
    list_display = ("title", BooleanColumn("companion", label=_("With a companion")), UpdatedAtColumn())
