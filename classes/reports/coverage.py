"""How many of those who were named are finished: an agency's operators, and all agencies of a city."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from classes.domain.coverage import Coverage
from classes.reports.table import Cell, Report
from classes.reports.words import of_people


def coverage_report(lines: Sequence[Coverage], *, title: str, about: Sequence[str]) -> Report:
    """A row for each organisation, with all below it."""
    return Report(
        title=title,
        about=[*about, _("Each row counts all organisations below it as well.")],
        head=[
            _("Organisation"),
            _("Kind"),
            _("Named"),
            _("Have started"),
            _("Have finished"),
            _("With certificate"),
            _("Finished in percent"),
            _("Coverage"),
        ],
        rows=[
            [
                Cell(line.organisation.name, link=reverse("operators", args=[line.organisation.public_id])),
                Cell(line.organisation.get_kind_display()),
                Cell(line.named),
                Cell(line.started),
                Cell(line.done),
                Cell(line.certificates),
                Cell(line.percent),
                Cell(of_people(line.done, line.named)),
            ]
            for line in lines
        ],
    )
