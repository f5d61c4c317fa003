"""Where somebody stands, in the words and with the icon of every list."""

from __future__ import annotations

from django.utils.translation import gettext as _

from classes.models import PersonalAssignment
from classes.reports.table import Cell
from classes.rules import Standing

ICONS = {
    Standing.NOT_STARTED: "clock",
    Standing.STARTED: "play",
    Standing.NEEDS_HELP: "alert",
    Standing.DONE: "check",
}


def standing_words(standing: Standing) -> str:
    match standing:
        case Standing.NOT_STARTED:
            return _("Has not started")
        case Standing.STARTED:
            return _("Has started")
        case Standing.NEEDS_HELP:
            return _("Needs help")
        case Standing.DONE:
            return _("Is finished")


def standing_cell(standing: Standing) -> Cell:
    return Cell(standing_words(standing), icon=ICONS[standing])


def of_people(count: int, people: int) -> str:
    """“5 of 8 participants”: how every count of a class is said."""
    return _("%(count)s of %(people)s participants") % {"count": count, "people": people}


def help_words(why: str) -> str:
    return str(PersonalAssignment.Help(why).label) if why else ""
