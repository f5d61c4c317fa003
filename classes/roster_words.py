"""What people read about lists of pupils: why something is not taken, and what happens to a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from classes.domain.roster_people import CHANGED_SINCE
from classes.models import RosterRow
from classes.rosters.matching import Act
from classes.rosters.model import MAX_ROWS, ListRefused, Note, Why
from core.words import number

_OF_FILES: Mapping[Why, Any] = {
    Why.EMPTY: _("The file is empty. Choose the file with the list."),
    Why.TOO_LARGE: _("The file is larger than 5 MB. Leave out columns and pictures, or bring one class at a time."),
    Why.TOO_MANY_ROWS: _("The list has more than %(most)s rows. Divide it, for example by class, and bring each part."),
    Why.NOT_A_LIST: _("This is no list. Bring an Excel file (.xlsx) or a CSV file."),
    Why.OLD_EXCEL: _("This is an Excel file of the old kind (.xls). Save it as .xlsx and bring that one."),
    Why.OPEN_DOCUMENT: _("This is a LibreOffice file (.ods). Save it as .xlsx and bring that one."),
    Why.PASSWORD: _("The file asks for a password. Save it without one and bring it again."),
    Why.BROKEN: _("The file is damaged. Open it in Excel, save it as .xlsx and bring it again."),
    Why.UNPACKS_TOO_LARGE: _("The file holds far more than a list of pupils. Copy the list into a new file."),
    Why.OWN_ENTITIES: _(
        "The file holds definitions of its own. Open it in Excel, save it as .xlsx and bring it again."
    ),
    Why.NO_NAME_COLUMN: _("There is no column “Nama” in the first 50 rows."),
    Why.NO_ROWS: _("Below the header there is nobody."),
}
_OF_ROWS: Mapping[str, Any] = {
    Why.NO_NAME: _("There is no name."),
    Why.NOT_A_NAME: _("The name has no letter."),
    Why.CELL_TOO_LONG: _("A cell is too long: at most 150 characters."),
    Why.CELL_IS_ERROR: _("A cell shows an error of Excel's instead of a text."),
    Why.SAME_AS_LINE: _("The same number as in row %(twin)s."),
    Why.NO_CLASS: _("There is no class."),
    Why.CLASS_TOO_LONG: _("The name of the class is too long: at most 60 characters."),
    Why.OTHER_CLASS: _("Belongs to another class: %(class)s."),
    Why.CLASS_NOT_OPENED: _("The class %(class)s is not open."),
    Why.TWO_PUPILS: _("NISN and NIPD belong to two different pupils here. Look which one is right."),
    Why.STOPPED: _("This account is stopped. Its data are not processed."),
    Why.NOT_OURS: _(
        "This number belongs to somebody who made the account without the school. They join with the code."
    ),
    CHANGED_SINCE: _("Something changed since you looked. Bring the list again."),
}
_NOTES: Mapping[str, Any] = {
    Note.NISN_PADDED: _("The NISN had lost its zero at the front; it was put back."),
    Note.NISN_LEFT_OUT: _("The NISN has not 10 digits and is left out."),
    Note.NIPD_LEFT_OUT: _("The NIPD cannot be one and is left out."),
    Note.NICKNAME_LEFT_OUT: _("The nickname is too long and is left out."),
    Note.NAME_FIXED: _("The name stands on a certificate and stays as it is."),
    Note.NAME_NOT_OURS: _("The name stays: this person made the account and changes it."),
    Note.OF_ANOTHER_CLASS: _("The name stays: only teachers of the other class change it."),
}
ACTS: Mapping[str, Any] = {
    Act.NEW: _("new"),
    Act.CHANGED: _("changed"),
    Act.SAME: _("stays the same"),
    Act.ASK: _("perhaps twice"),
    Act.REFUSED: _("left out"),
    Act.ABSENT: _("not in the list"),
}


def why_file(refused: ListRefused) -> str:
    text = str(_OF_FILES[refused.why]) % {"most": number(MAX_ROWS)}
    if refused.why is not Why.NO_NAME_COLUMN:
        return text
    if refused.found:
        return f"{text} " + str(_("These were found: %(columns)s.")) % {"columns": ", ".join(refused.found)}
    return f"{text} " + str(_("Our template shows how the columns are called."))


def why_row(row: RosterRow) -> str:
    text = str(_OF_ROWS[row.why]) if row.why in _OF_ROWS else ""
    return text % {"twin": row.twin, "class": row.class_name or "–"}


def notes_of(row: RosterRow) -> list[str]:
    return [str(_NOTES[note]) for note in row.notes if note in _NOTES]
