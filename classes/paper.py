"""A question on paper: which kinds go there, what letters stand before what, and what was written. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase
from typing import Any

from quizzes.kinds import KINDS, Content
from quizzes.kinds.base import MAX_TEXT, Posted

OPEN = "-"  # written where a question, or a row of it, was left open
_CHOOSE = ("single_choice", "multiple_choice", "true_false")
_PAIRS = ("matching", "groups")
_WRITE = ("short_text", "number")
PAPER_KINDS = (*_CHOOSE, *_PAIRS, "ordering", *_WRITE)
_BETWEEN = " ,.;/\t\u00a0"  # people part letters with these


class Why(StrEnum):
    """What is wrong with a cell."""

    LETTER = "letter"  # no such letter on this sheet
    ONE = "one"  # one letter is asked for
    TWICE = "twice"
    ROWS = "rows"  # a letter for each row is asked for
    ALL = "all"  # every letter once
    LONG = "long"


class BadCell(ValueError):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Printed:
    """A question as it stands on a sheet, without its key."""

    kind: str
    rows: tuple[str, ...] = ()  # numbered: what is matched, or put into groups
    lettered: tuple[tuple[str, str], ...] = ()  # (letter, text)
    unit: str = ""

    @property
    def is_written(self) -> bool:
        return self.kind in _WRITE

    @property
    def longest(self) -> int:
        """Letters of an answer that can fit, for the width of its field."""
        if self.is_written:
            return MAX_TEXT
        return 2 * max(len(self.rows), len(self.lettered), 1)


def fits_paper(content: Content) -> bool:
    """Letters and short words only: no pictures, no recordings, nothing a person marks, no texts with gaps."""
    if content["kind"] not in PAPER_KINDS or content.get("picture") or content.get("audio"):
        return False
    things = [*content.get("choices", ()), *content.get("options", ()), *content.get("rows", ())]
    things += content.get("items", ())
    return len(things) <= 2 * len(ascii_uppercase) and not any(
        thing.get("picture") or thing.get("audio") for thing in things
    )


def printed(content: Content, order: Sequence[str]) -> Printed:
    view = KINDS[content["kind"]].learner_view(content, order, None)
    rows = tuple(str(row["text"]) for row in view.get("rows", ()))
    lettered = zip(ascii_uppercase, _lettered(view), strict=False)
    texts = tuple((letter, str(one["text"])) for letter, one in lettered)
    return Printed(str(content["kind"]), rows, texts, str(view.get("unit", "")))


def _lettered(view: dict[str, Any]) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = view.get("choices") or view.get("options") or view.get("items") or ()
    return found


def read_cell(content: Content, order: Sequence[str], text: str) -> Posted:
    """A cell of the grid as a form of the question would send it; {} for one left open. Raises BadCell."""
    text = text.strip()
    if text in ("", OPEN):
        return {}
    kind = str(content["kind"])
    if kind in _WRITE:
        if len(text) > MAX_TEXT or "\0" in text:
            raise BadCell(Why.LONG if len(text) > MAX_TEXT else Why.LETTER)
        return {"answer": [text]}
    view = KINDS[kind].learner_view(content, order, None)
    ids = dict(zip(ascii_uppercase, (str(one["id"]) for one in _lettered(view)), strict=False))
    letters = [letter for letter in text.upper() if letter not in _BETWEEN]
    if kind in _PAIRS:
        return _pairs([str(row["id"]) for row in view["rows"]], ids, letters)
    chosen = _known(ids, letters)
    if kind == "ordering":
        if sorted(chosen) != sorted(ids.values()):
            raise BadCell(Why.ALL)
        return {"order": chosen, "moved": ["1"]}
    if len(chosen) != 1 and not view["several"]:
        raise BadCell(Why.ONE)
    return {"choice": chosen}


def _known(ids: dict[str, str], letters: Sequence[str]) -> list[str]:
    if any(letter not in ids for letter in letters):
        raise BadCell(Why.LETTER)
    if len(set(letters)) < len(letters):
        raise BadCell(Why.TWICE)
    return [ids[letter] for letter in letters]


def _pairs(rows: Sequence[str], ids: dict[str, str], letters: Sequence[str]) -> Posted:
    """“BA-C”: a letter for each row in its order; a hyphen leaves one open."""
    if any(letter not in ids and letter != OPEN for letter in letters):
        raise BadCell(Why.LETTER)
    if len(letters) != len(rows):
        raise BadCell(Why.ROWS)
    return {f"part-{row}": [ids[letter]] for row, letter in zip(rows, letters, strict=True) if letter != OPEN}


def key_in_letters(content: Content, order: Sequence[str]) -> str:
    """What earns everything, as it would be written into the cell; for the teacher's key only."""
    kind = str(content["kind"])
    view = KINDS[kind].learner_view(content, order, None)
    letters = {str(one["id"]): letter for letter, one in zip(ascii_uppercase, _lettered(view), strict=False)}
    match kind:
        case "short_text" | "number":
            return " / ".join(KINDS[kind].solution(content))
        case "ordering":
            return "".join(letters[str(item["id"])] for item in content["items"])
        case "matching" | "groups":
            right = {str(row["id"]): str(row["option"]) for row in content["rows"]}
            return "".join(letters[right[str(row["id"])]] for row in view["rows"])
    return "".join(sorted(letters[str(choice["id"])] for choice in content["choices"] if choice["correct"]))
