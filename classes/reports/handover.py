"""The sheet of a handover, the same on the screen and on paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from classes.domain.handovers import lines_of
from classes.models import Handover
from classes.reports.table import Cell, Report, day, moment
from core.words import plain_date


def handover_report(handover: Handover) -> Report:
    """A row for each assignment of who leaves. ``about``: who hands over to whom, when, where."""
    group = handover.group
    return Report(
        title=_("Handover of an operator's tasks"),
        about=[
            group.organisation.name,
            _("Hands over: %(name)s") % {"name": handover.leaver.name},
            _("Takes over: %(name)s") % {"name": handover.successor.name},
            _("Date: %(day)s") % {"day": plain_date(handover.at)},
        ],
        head=[_("Assignment"), _("Standing"), _("Finished on"), _("Certificate number"), _("Due for the successor")],
        rows=[
            [
                Cell(line.title),
                Cell(_("Finished") if line.finished else _("Open, goes to the successor")),
                Cell(day(line.finished_at)),
                Cell(line.certificate),
                Cell(None if line.finished else moment(line.due_at)),
            ]
            for line in lines_of(handover)
        ],
    )
