"""Reports of a branch: its classes, and its people. Nothing of what teachers note about somebody."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from classes.domain.branches import ClassLine, branch_of, current_people, given_in, open_groups
from classes.reports.people import PersonLine, lines_of
from classes.reports.table import Cell, Report, day

MOST_PEOPLE = 10_000  # in one list; whoever looks after more chooses a smaller organisation


class TooMany(Exception):
    """More people than one list holds."""


def classes_report(organisation: Organisation, lines: Sequence[ClassLine]) -> Report:
    """A row for each open class. The numbers of assignments are parts that people have: 3 given to 8 make 24."""
    return Report(
        title=_("Classes of %(organisation)s") % {"organisation": organisation},
        about=[_("With all organisations below it.")],
        head=[
            _("Class"),
            _("Organisation"),
            _("Teachers"),
            _("Participants"),
            _("Assignments"),
            _("Parts given"),
            _("Parts finished"),
            _("Parts where somebody needs help"),
        ],
        rows=[
            [
                Cell(str(line.group), link=reverse("class_home", args=[line.group.public_id])),
                Cell(line.group.organisation.name),
                Cell(", ".join(line.teachers)),
                Cell(line.people),
                Cell(line.assignments),
                Cell(line.given),
                Cell(line.done),
                Cell(line.need_help),
            ]
            for line in lines
        ],
    )


def branch_people(organisation: Organisation) -> list[PersonLine]:
    """By name, each once. Five queries. Raises TooMany."""
    groups = open_groups(branch_of(organisation))
    members = current_people(groups).select_related("person", "group__organisation")
    found = list(members.order_by("person__name", "person", "pk")[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        raise TooMany
    return lines_of(found, given_in(groups))


def people_report(organisation: Organisation, lines: Sequence[PersonLine], *, unseen: bool = False) -> Report:
    title = _("Not seen for a week in %(organisation)s") if unseen else _("Participants of %(organisation)s")
    return Report(
        title=title % {"organisation": organisation},
        about=[_("With all organisations below it.")],
        head=[
            _("Name"),
            _("Class"),
            _("Organisation"),
            _("Assignments finished"),
            _("Assignments"),
            _("Need help with"),
            _("Last seen"),
            _("JP"),
            _("Certificates"),
        ],
        rows=[
            [
                Cell(line.member.person.name, link=_address(line)),
                Cell(str(line.member.group)),
                Cell(line.member.group.organisation.name),
                Cell(line.done),
                Cell(line.given),
                Cell(line.needs_help),
                Cell(day(line.seen_at)),
                Cell(line.jp),
                Cell(line.certificates),
            ]
            for line in lines
        ],
    )


def _address(line: PersonLine) -> str:
    return reverse("class_member", args=[line.member.group.public_id, line.member.person.public_id])
