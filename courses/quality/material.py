"""What the rules read: a lesson or a question in its texts, wherever it came from; and what they find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Finding:
    """``where``: file of a pack, or block of a page. ``quote``: words by which it is found there. Never a refusal."""

    where: str
    template: str  # gettext msgid
    params: dict[str, str] = field(default_factory=dict)
    quote: str = ""

    def text(self, translate: Callable[[str], str] = str) -> str:
        said = translate(self.template).format(**self.params)
        return f"{self.where}: {said}" if self.where else said


@dataclass(frozen=True)
class Text:
    where: str
    html: str
    label: str = ""  # which question of a bank it belongs to
    read: bool = True  # as part of the lesson; an explanation comes only after an answer


@dataclass(frozen=True)
class Shown:
    """A picture: its bytes as sent to a phone, compressed."""

    where: str
    alt: str
    decorative: bool = False
    bytes: int = 0
    caption: str = ""


@dataclass(frozen=True)
class Asked:
    """A question: which of its answers nobody explains."""

    where: str
    label: str
    unexplained: tuple[str, ...]


PART_NAMES = {"try": "::: coba", "check": "::: cek", "steps": "::: langkah"}  # as a pack writes them


@dataclass(frozen=True)
class Material:
    """A lesson, or anything else with texts: then ``kind`` is empty and only its texts and pictures are looked at."""

    where: str
    language: str = "id"
    kind: str = ""  # lesson | practice | quiz
    minutes: int = 0
    parts: frozenset[str] = frozenset()  # steps | try | check
    part_names: Mapping[str, str] = field(default_factory=lambda: PART_NAMES)
    texts: tuple[Text, ...] = ()
    pictures: tuple[Shown, ...] = ()
    questions: tuple[Asked, ...] = ()
    explained: frozenset[str] = frozenset()  # words that the lesson explains, in small letters
    source: tuple[str, str] = ("", "")  # title, address
    reviewed: date | None = None
    review_again: date | None = None
    text_bytes: int = 0  # compressed, with the page around it; 0: not known
