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
            _("“%(course)s” is completed. Check your name, then get the certificate.") % detail
        ),
        "certificate_revoked": lambda: (
            _("Your certificate for “%(course)s” is no longer valid. If you think that is wrong, tell us.") % detail
        ),
        "certificate_reinstated": lambda: _("Your certificate for “%(course)s” is valid again.") % detail,
        "quiz_marked": lambda: _("Your answers in “%(quiz)s” were marked by a trainer.") % detail,
        "event_place_free": lambda: _("A place is free: you can come to “%(event)s”.") % detail,
        "event_cancelled": lambda: _("“%(event)s” was cancelled. You need not come.") % detail,
        "name_corrected": lambda: _("The name on your certificate for “%(course)s” was corrected.") % detail,
        "certificate_signed": lambda: (
            _("Your certificate for “%(course)s” is now signed electronically. Download it anew.") % detail
        ),
        "name_refused": lambda: _("The name you asked for was not accepted. Read why."),
        "recovery_card_made": lambda: _(
            "A new recovery card was made. If that was not you, change your PIN and make another one."
        ),
        "work_claimed": lambda: _("What you learned on this phone is now in your account."),
        "secret_reset": lambda: (
            _("Your PIN was reset in person by %(by)s. If that was not you, tell us.")
            % {"by": detail["by"] or _("a member of staff")}  # whose data were erased since
        ),
        "second_factor_reset": lambda: (
            _("The second step of your sign-in was reset by %(by)s. If you did not ask for it, tell us.")
            % {"by": detail["by"] or _("a member of staff")}
        ),
        "account_deactivated": lambda: (
            _("Your account was deactivated by %(by)s.") % {"by": detail["by"] or _("a member of staff")}
        ),
        "account_reactivated": lambda: (
            _("Your account was opened again by %(by)s.") % {"by": detail["by"] or _("a member of staff")}
        ),
        "accounts_merged": lambda: (
            _("Your other account (%(other)s) was merged into this one. All your work and certificates are here.")
            % {"other": detail["other"] or _("closed")}
        ),
        "accounts_parted": lambda: _("Two accounts that had been merged are separate again. Tell us if that is wrong."),
        "mark_corrected": lambda: (
            _("Your mark in “%(quiz)s” was corrected from %(before)s to %(after)s. Reason: %(reason)s") % detail
        ),
        "mark_corrected_passed": lambda: (
            _("You have passed “%(quiz)s”: your mark was corrected from %(before)s to %(after)s. Reason: %(reason)s")
            % detail
        ),
        "mark_corrected_lost": lambda: (
            _(
                "Your mark in “%(quiz)s” was corrected from %(before)s to %(after)s. "
                "It is no longer a pass. Reason: %(reason)s"
            )
            % detail
        ),
        "h5p_libraries_asked": lambda: (
            _("An H5P content, “%(title)s”, needs libraries that only an administrator can install.") % detail
        ),
        "h5p_libraries_installed": lambda: (
            _("The libraries for “%(title)s” are installed. You can take the content now.") % detail
        ),
        "h5p_work_done": lambda: _("We are done with “%(title)s”. See what came of it.") % detail,
        "assignment_given": lambda: _("You have a new assignment: “%(title)s”.") % detail,
        "assignment_extended": lambda: _("You have more time for “%(title)s”.") % detail,
        "review_asked": lambda: _("“%(title)s” waits for your review.") % detail,
        "review_approved": lambda: _("“%(title)s” was approved.") % detail,
        "review_rejected": lambda: _("“%(title)s” needs changes before it can be published.") % detail,
    }[notice.kind]()


ICONS = {
    "certificate_issued": "award",
    "certificate_revoked": "alert",
    "certificate_reinstated": "award",
    "quiz_marked": "check",
    "event_place_free": "check",
    "event_cancelled": "alert",
    "name_corrected": "award",
    "certificate_signed": "award",
    "name_refused": "info",
    "mark_corrected": "edit",
    "mark_corrected_passed": "award",
    "mark_corrected_lost": "alert",
    "assignment_given": "list",
    "assignment_extended": "clock",
    "review_asked": "edit",
    "review_rejected": "edit",
    "recovery_card_made": "lock",
    "secret_reset": "lock",
    "second_factor_reset": "lock",
    "account_deactivated": "lock",
    "account_reactivated": "person",
    "accounts_merged": "people",
    "accounts_parted": "people",
}
