"""The sheet of a handover as a PDF: what stands on the screen, and lines to sign."""

from __future__ import annotations

from pathlib import Path

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from classes.models import Handover
from classes.pdf.letterhead import in_indonesian, letterhead
from classes.reports.handover import handover_report
from core.typeset import typeset

_TEMPLATE = Path(__file__).with_name("handover.typ")


def render_handover(handover: Handover) -> bytes:
    day = localtime(handover.at).date()
    with in_indonesian():
        report = handover_report(handover)
        data = letterhead(day) | {
            "title": report.title,
            "about": list(report.about),
            "head": list(report.head),
            "rows": [[cell.shown for cell in row] for row in report.rows],
            "undone": _("This handover was undone.") if handover.undone_at else "",
            "signatures": [
                [_("Hands over"), handover.leaver.name],
                [_("Takes over"), handover.successor.name],
                [_("Head of the agency"), ""],
            ],
            "page": _("Page"),
        }
    return typeset(_TEMPLATE, data, day=day)
