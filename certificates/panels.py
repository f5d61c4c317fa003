"""What administrators of certificates see on their first screen, only while something needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from certificates.models import Issuer
from certificates.models.issuer import issuer_now
from certificates.signing.seal import Health, health
from certificates.signing.words import HEALTHS


class SealPanel(Component):
    """The seal is wanted and does not work, or not for long."""

    name = "seal"
    template_name = "certificates/admin/seal_panel.html"
    order = 20

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        if issuer_now().signing != Issuer.Signing.SEALED or not user.has_perm("certificates.change_issuer"):
            return {"said": None}
        now = health(at=timezone.now())
        return {"said": None if now == Health.WORKS else HEALTHS[now]}
