"""The rules of a quiz in words, for learners and for the trainer who sets them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.words import clock, long_date
from quizzes.rules import Refusal, Rules, Why


def moment(value: datetime) -> str:
    """Senin, 23 November 2026 pukul 08.00 WIB"""
    return f"{long_date(value)} {clock(value)}"


def until(value: datetime, at: datetime) -> str:
    """pukul 09.30 WIB; with its day where that is not today."""
    return clock(value) if timezone.localdate(value) == timezone.localdate(at) else moment(value)


def what_counts(rules: Rules) -> str:
    return {
        "best": _("The best result counts."),
        "first": _("Only the first result counts."),
        "latest": _("The latest result counts. A pass stays a pass."),
    }[rules.counts]


def refused(refusal: Refusal, rules: Rules) -> str:
    """Why no attempt can start now, and from when on one can."""
    when = {"when": moment(refusal.moment)} if refusal.moment else {}
    match refusal.why:
        case Why.NOT_OPEN:
            return _("This quiz opens on %(when)s.") % when
        case Why.CLOSED:
            return _("This quiz closed on %(when)s.") % when
        case Why.WAITING:
            return _("You can start the next attempt on %(when)s.") % when
        case Why.CLOSES_WHILE_WAITING:
            return _("There is no time left for another attempt. This quiz closes on %(when)s.") % when
        case Why.NO_ATTEMPT_LEFT:
            return " ".join(
                (_("You have used all your attempts (%(count)s).") % {"count": rules.attempts}, what_counts(rules))
            )
