"""Who is not finished in an agency, and words to remind them with; nobody is reminded by us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from classes.domain.queries import is_late, standing_of
from classes.domain.standing import due_of
from classes.models import PersonalAssignment
from classes.reports.table import Cell, Report, moment
from classes.reports.words import standing_cell
from core.words import clock, long_date


def unfinished_report(organisation: Organisation, rows: Sequence[PersonalAssignment], *, now: datetime) -> Report:
    """In the order of the days they are due."""
    return Report(
        title=_("Not finished yet: %(organisation)s") % {"organisation": organisation},
        about=[_("Operators of this organisation and of all below it.")],
        head=[_("Name"), _("Organisation"), _("Assignment"), _("Standing"), _("Due"), _("Late")],
        rows=[
            [
                Cell(
                    row.person.name,
                    link=reverse("class_member", args=[row.assignment.group.public_id, row.person.public_id]),
                ),
                Cell(row.assignment.group.organisation.name),
                Cell(row.assignment.title),
                standing_cell(standing_of(row)),
                Cell(moment(due_of(row))),
                Cell(_("yes") if is_late(None, due_of(row), now=now) else ""),
            ]
            for row in rows
        ],
    )


@dataclass(frozen=True)
class Reminder:
    """``name``: of the field it stands in."""

    name: str
    title: str
    people: int
    text: str


def reminders(rows: Sequence[PersonalAssignment], *, address: str) -> list[Reminder]:
    """A text for each assignment and day, to copy into a message. It names nobody: it may be read by many."""
    found: dict[tuple[str, datetime | None], int] = {}
    for row in rows:
        key = (row.assignment.title, due_of(row))
        found[key] = found.get(key, 0) + 1
    return [
        Reminder(f"pengingat-{number}", title, people, _text(title, due, address))
        for number, ((title, due), people) in enumerate(found.items(), 1)
    ]


def _text(title: str, due: datetime | None, address: str) -> str:
    if due is None:
        words = _("Good day. The course “%(title)s” is waiting for you. Please finish it here: %(address)s")
        return words % {"title": title, "address": address}
    words = _("Good day. Please finish the course “%(title)s” by %(day)s, %(time)s. Open it here: %(address)s")
    return words % {"title": title, "day": long_date(due), "time": clock(due), "address": address}
