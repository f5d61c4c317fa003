"""The sentence of each kind of notice, and its icon."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Notice


def sentence(notice: Notice) -> str:
    """Raises KeyError for a kind without a sentence; a test walks through all that are sent."""
    detail: dict[str, Any] = notice.detail
    return {
        "certificate_issued": lambda: _("Your certificate for “%(course)s” is ready.") % detail,
        "certificate_waits_for_name": lambda: (
            _("“%(course)s” is completed. The certificate waits for your name.") % detail
        ),
        "name_corrected": lambda: _("The name on your certificate for “%(course)s” was corrected.") % detail,
        "work_claimed": lambda: _("What you learned on this phone is now in your account."),
        "secret_reset": lambda: _("Your PIN was reset in person by %(by)s. If that was not you, tell us.") % detail,
        "review_asked": lambda: _("“%(title)s” waits for your review.") % detail,
        "review_approved": lambda: _("“%(title)s” was approved.") % detail,
        "review_rejected": lambda: _("“%(title)s” needs changes before it can be published.") % detail,
    }[notice.kind]()


ICONS = {"certificate_issued": "award", "review_asked": "edit", "review_rejected": "edit", "secret_reset": "lock"}
