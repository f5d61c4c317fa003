"""On the first screen of staff: packages that wait for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from media.h5p.asking import uploads_asked_for
from media.h5p.models import H5PUpload

SHOWN = 5


class WaitingUploadsPanel(Component):
    """Trainers see what they brought and did not take, administrators also whose libraries they are asked for."""

    name = "h5p_uploads"
    template_name = "media/h5p/waiting_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        checked = H5PUpload.objects.filter(state=H5PUpload.State.CHECKED).order_by("-at")
        may_install = person.has_perm("media.add_h5plibrary")
        return {
            "asked": uploads_asked_for(checked.select_related("by"))[:SHOWN] if may_install else [],
            "mine": checked.filter(by=person)[:SHOWN],
        }
