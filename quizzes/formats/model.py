"""A question on its way between a file and the bank, and what a reader has to say about it. Knows no Django.

Templates of remarks are gettext msgids (English), filled with ``str.format`` when shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 10 * 1024 * 1024
MAX_QUESTIONS = 5_000
MAX_TEXT = 64 * 1024  # of one question, or of one text in it: more is no question that anybody could answer
MAX_PARTS = 200  # choices, pairs, things
MAX_REMARKS = 50  # about one question
MAX_PICTURE_BYTES = 4 * 1024 * 1024

Value = dict[str, Any]  # of a kind's block: plain texts, lists and dicts, without ids

# What our kinds know and other programs do not travels as a tag.
DIFFICULTY_TAGS = {"easy": "kesulitan:mudah", "medium": "kesulitan:sedang", "hard": "kesulitan:sulit"}
GROUPS_TAG = "jenis:mengelompokkan"
NO_SPACES_TAG = "spasi:diabaikan"
NO_MARK_TAG = "jenis:tanpa_nilai"  # free words, which other programs know as an essay only
OWN_TAGS = (GROUPS_TAG, NO_SPACES_TAG, NO_MARK_TAG)

NEEDS_PICTURE = ("places",)  # kinds that are nothing without theirs: only formats that place things on it carry them


def _n(message: str) -> str:
    """Mark a template for translation; it is translated when shown."""
    return message


@dataclass(frozen=True)
class Remark:
    line: int  # 1-based, or the row of a spreadsheet; 0: the file as a whole
    template: str
    params: dict[str, str] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.template).format(**self.params)


class FileRefused(Exception):
    """Nothing of the file may be used."""

    def __init__(self, template: str, line: int = 0, /, **params: object) -> None:
        self.remark = Remark(line, template, {name: str(value) for name, value in params.items()})
        super().__init__(self.remark.text())


class NotTaken(Exception):
    """One question cannot be taken; the others can."""

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.template, self.params = template, {name: str(value) for name, value in params.items()}


class Notes:
    """Collects what is different about one question that is taken all the same."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.remarks: list[Remark] = []

    def add(self, template: str, /, **params: object) -> None:
        remark = Remark(self.line, template, {name: str(value) for name, value in params.items()})
        if len(self.remarks) < MAX_REMARKS and remark not in self.remarks:
            self.remarks.append(remark)


@dataclass(frozen=True)
class Attached:
    """A picture that came along, and what it shows in words."""

    name: str
    content: bytes
    alt: str = ""
    width: int = 0  # in pixels; 0: not known
    height: int = 0


@dataclass(frozen=True)
class Question:
    kind: str  # one of quizzes.kinds.KINDS
    stem: str  # HTML of the bank's rich text
    value: Value
    explanation: str = ""
    difficulty: str = "medium"
    category: tuple[str, ...] = ()  # from the outermost to the innermost
    tags: tuple[str, ...] = ()
    picture: Attached | None = None
    hints: tuple[str, ...] = ()
    name: str = ""
    line: int = 0


@dataclass(frozen=True)
class Item:
    """What a file holds at one place: a question that is taken, one that is not (its remarks say why), or a note."""

    line: int
    name: str
    question: Question | None
    remarks: tuple[Remark, ...] = ()
    is_note: bool = False

    @property
    def is_refused(self) -> bool:
        return self.question is None and not self.is_note


def note(template: str, line: int = 0, /, **params: object) -> Item:
    remark = Remark(line, template, {name: str(value) for name, value in params.items()})
    return Item(line, "", None, (remark,), is_note=True)


def refused(line: int, name: str, why: NotTaken, notes: Notes | None = None) -> Item:
    said = Remark(line, why.template, why.params)
    return Item(line, name, None, (said, *(notes.remarks if notes else ())))
