"""What a list of pupils is to us: five columns, and what is to be said about each row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_CELL = 150  # characters, after trimming
MAX_NICKNAME, MAX_NIPD, MAX_CLASS = 40, 20, 60  # of the database
MAX_COLUMNS = 200
HEADER_WITHIN = 50  # rows from the top


class Why(StrEnum):
    """Why a whole file, a row or a cell is not taken. What people read about it stands in classes.roster_words."""

    # the file
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_A_LIST = "not_a_list"
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    PASSWORD = "password"  # noqa: S105
    BROKEN = "broken"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    OWN_ENTITIES = "own_entities"
    NO_NAME_COLUMN = "no_name_column"
    NO_ROWS = "no_rows"
    # the row
    NO_NAME = "no_name"
    NOT_A_NAME = "not_a_name"
    CELL_TOO_LONG = "cell_too_long"
    CELL_IS_ERROR = "cell_is_error"
    SAME_AS_LINE = "same_as_line"
    NO_CLASS = "no_class"
    CLASS_TOO_LONG = "class_too_long"
    OTHER_CLASS = "other_class"
    CLASS_NOT_OPENED = "class_not_opened"
    TWO_PUPILS = "two_pupils"
    STOPPED = "stopped"
    NOT_OURS = "not_ours"


class Note(StrEnum):
    """Something to know about a row that is taken."""

    NISN_PADDED = "nisn_padded"
    NISN_LEFT_OUT = "nisn_left_out"
    NIPD_LEFT_OUT = "nipd_left_out"
    NICKNAME_LEFT_OUT = "nickname_left_out"
    NAME_FIXED = "name_fixed"
    NAME_NOT_OURS = "name_not_ours"
    OF_ANOTHER_CLASS = "of_another_class"


class ListRefused(Exception):
    """``found``: names of columns that were known, in the words of our table, never what stands in a cell."""

    def __init__(self, why: Why, found: Sequence[str] = ()) -> None:
        super().__init__(why.value)
        self.why, self.found = why, tuple(found)


@dataclass(frozen=True)
class Row:
    """``line`` counts as the spreadsheet does. With ``why`` it is refused, and holds a name at most."""

    line: int
    name: str = ""
    nickname: str = ""
    nisn: str = ""
    nipd: str = ""
    group: str = ""
    notes: tuple[Note, ...] = ()
    why: Why | None = None


@dataclass(frozen=True)
class Reading:
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)


class Broken:
    """Stands in a cell that cannot be read: an error of the spreadsheet's, or far too long."""

    def __init__(self, why: Why) -> None:
        self.why = why


Cell = str | Broken | None
Line = tuple[int, list[Cell]]  # its number in the file, counted from 1
