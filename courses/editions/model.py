"""A course as it leaves this site: its texts with the city's own words in them, pictures, check questions. Pure.

Texts are HTML of the few elements our editors write, except titles, captions and alternative texts, which are plain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

Scheme = Literal["choice", "blanks", "order", "number", "compare"]


@dataclass(frozen=True)
class Figure:
    """A picture. ``name``: its file within the edition; an empty ``alt``: decoration."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Item:
    """One step, one thing to tick, one word with its meaning (``title``)."""

    html: str
    title: str = ""
    figure: Figure | None = None


@dataclass(frozen=True)
class Option:
    text: str
    is_right: bool
    why: str = ""
    figure: Figure | None = None
    place: Mapping[str, int] | None = None  # x, y, width, height in percent of the question's picture


@dataclass(frozen=True)
class Blank:
    """One field to fill: by choosing where there are ``choices``, else by typing. ``fits``: everything that is right.

    What is chosen is named by its number, from “1”.
    """

    label: str
    fits: tuple[str, ...]
    choices: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class SelfCheck:
    """A check question with its key: answered for oneself, nothing of it is kept here."""

    number: int  # in the course, from 1
    scheme: Scheme
    stem: str
    figure: Figure | None = None
    options: tuple[Option, ...] = ()
    blanks: tuple[Blank, ...] = ()
    gaps: tuple[str | Blank, ...] = ()  # a text with its blanks in their places
    several: bool = False
    unit: str = ""
    rules: Mapping[str, Any] | None = None  # of the scheme, see files/edition.js
    solution: tuple[str, ...] = ()
    if_right: str = ""
    if_not: str = ""
    traps: tuple[tuple[str, str], ...] = ()  # a number that is often given, and what to say to it
    explanation: str = ""

    @property
    def is_scored(self) -> bool:
        return self.scheme != "compare"


@dataclass(frozen=True)
class Piece:
    """One block of a lesson. ``kind``: text, steps, tip, warning, example, message, terms, table, picture, try, media,
    practice, instead (of an exercise), check, quiz (only that there is one).
    """

    kind: str
    title: str = ""
    html: str = ""
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    figure: Figure | None = None
    question: SelfCheck | None = None


@dataclass(frozen=True)
class LessonPart:
    name: str  # of its page, without “.html”
    title: str
    kind: str  # lesson | practice
    minutes: int
    objective: str
    pieces: tuple[Piece, ...]
    source: tuple[str, str] = ("", "")  # title, address
    changes_often: bool = False

    @property
    def questions(self) -> list[SelfCheck]:
        return [piece.question for piece in self.pieces if piece.question]


@dataclass(frozen=True)
class ModulePart:
    title: str
    summary: str
    lessons: tuple[LessonPart, ...]

    @property
    def questions(self) -> list[SelfCheck]:
        return [question for lesson in self.lessons for question in lesson.questions]


@dataclass(frozen=True)
class Edition:
    key: str  # of the course, hexadecimal
    name: str  # for files
    title: str
    summary: str
    audience: str
    outcomes: tuple[str, ...]
    language: str
    licence: str
    version: str
    site: str
    city: str
    office: str
    address: str  # of the course on its site; empty where the site has no public address
    day: date
    pass_percent: int
    has_quiz: bool
    modules: tuple[ModulePart, ...]
    pictures: Mapping[str, bytes]  # Figure.name → file

    @cached_property
    def lessons(self) -> tuple[LessonPart, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    def neighbours(self) -> Iterator[tuple[LessonPart | None, LessonPart, LessonPart | None]]:
        """(the one before, a lesson, the one behind), lesson by lesson."""
        around = (None, *self.lessons, None)
        yield from zip(around, self.lessons, around[2:], strict=False)
