"""Who was in which companion session."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from classes.domain.companion import people_to_accompany
from classes.models import ClassGroup, CompanionAttendance
from classes.reports.table import Cell, Report, day

MOST_SESSIONS = 12  # columns; the count stands for all


def attendance_report(group: ClassGroup) -> Report:
    """People by name; the latest sessions last. Three queries."""
    held = list(group.companion_sessions.order_by("started_at", "pk"))
    there: dict[int, set[int]] = defaultdict(set)
    for person, session in CompanionAttendance.objects.filter(session__group=group).values_list("person", "session"):
        there[person].add(session)
    shown = held[-MOST_SESSIONS:]
    return Report(
        title=_("Attendance, %(group)s") % {"group": group},
        head=[_("Name"), _("Present"), *(day(one.started_at) or "" for one in shown)],
        rows=[
            [
                Cell(str(member.person)),
                Cell(len(there[member.person_id])),
                *(Cell(_("present") if one.pk in there[member.person_id] else "") for one in shown),
            ]
            for member in people_to_accompany(group)
        ],
        about=[_("%(count)s companion sessions") % {"count": len(held)}],
    )
