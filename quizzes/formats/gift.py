"""Reading GIFT as Moodle's documentation of the format describes it (“GIFT format”, docs.moodle.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from quizzes.formats.answers import (
    RIGHT,
    Weighted,
    choice,
    decimal,
    free_text,
    groups,
    matching,
    number,
    plain_number,
    short_text,
    true_false,
    weight,
)
from quizzes.formats.model import (
    GROUPS_TAG,
    NO_MARK_TAG,
    NO_SPACES_TAG,
    OWN_TAGS,
    Item,
    Notes,
    NotTaken,
    Question,
    Value,
    _n,
    note,
    refused,
)
from quizzes.formats.shape import finished
from quizzes.formats.text import (
    category_path,
    check_length,
    decode,
    lost_markup,
    one_line,
    take_images,
    to_html,
    to_plain,
)

NO_BRACES = _n("It has no answers in curly brackets: a text without a question.")
NOT_CLOSED = _n("Its curly bracket is not closed. Was the file cut off?")
TWO_BLOCKS = _n("It has more than one pair of curly brackets.")
NO_ARROW = _n("A pair has no arrow: {text}")
NO_MARK = _n("An answer has no “=” or “~” in front: {text}")
LOST = _n("This of its formatting is not kept: {names}.")
NO_PICTURES = _n("GIFT brings no pictures along: {names}.")
ID_LOST = _n("The id “{id}” is not kept.")

# Escaped characters stand aside as noncharacters, which no text of ours holds.
_ESCAPES = {"\\\\": "\ufdd1", r"\:": "\ufdd2", r"\#": "\ufdd3", r"\=": "\ufdd4", r"\{": "\ufdd5", r"\}": "\ufdd6",
            r"\~": "\ufdd7", r"\n": "\ufdd8"}  # fmt: skip
_MEANT = str.maketrans(
    {aside: "\n" if escaped == r"\n" else escaped[1] for escaped, aside in _ESCAPES.items()}
)  # fmt: skip
_NAME = re.compile(r"::(.*?)::\s*", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]\s*")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_IN_COMMENT = re.compile(r"\[(id|tag):((?:[^\[\]\\]|\\.){1,200})\]")
_TRUE = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass
class _Chunk:
    """The lines of one question, from one empty line to the next."""

    line: int
    lines: list[str]
    category: tuple[str, ...]
    tags: tuple[str, ...]
    identity: str


def read_gift(data: bytes) -> Iterator[Item]:
    """Raises FileRefused."""
    text, guessed = decode(data)
    if guessed:
        yield note(guessed)
    for chunk in _chunks(text):
        yield _item(chunk)


def _chunks(text: str) -> Iterator[_Chunk]:
    category: tuple[str, ...] = ()
    chunk: _Chunk | None = None
    tags: list[str] = []
    identity = ""
    for line_number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if said.startswith("//"):
            for what, value in _IN_COMMENT.findall(said):
                value = re.sub(r"\\(.)", r"\1", value).strip()
                if what == "tag" and value:
                    tags.append(value)
                elif value:
                    identity = value
            continue
        starts_category = said.startswith("$CATEGORY:")
        if chunk and (not said or starts_category):
            yield chunk
            chunk = None
        if starts_category:
            category = category_path(said.removeprefix("$CATEGORY:"))
        elif said and chunk:
            chunk.lines.append(line)
        elif said:
            chunk = _Chunk(line_number, [line], category, tuple(tags), identity)
            tags, identity = [], ""
    if chunk:
        yield chunk


def _item(chunk: _Chunk) -> Item:
    notes, name = Notes(chunk.line), ""
    text = "\n".join(chunk.lines)
    for escaped, aside in _ESCAPES.items():
        text = text.replace(escaped, aside)
    try:
        check_length(text)
        text = text.strip()
        if named := _NAME.match(text):
            name, text = one_line(named[1].translate(_MEANT)), text[named.end() :]
        return finished(_question(text, chunk, name, notes), notes)
    except NotTaken as why:
        return refused(chunk.line, name or _beginning(text), why, notes)


def _beginning(text: str) -> str:
    return one_line(_FORMAT.sub("", text[:1000]).partition("{")[0].translate(_MEANT))[:80]


def _question(text: str, chunk: _Chunk, name: str, notes: Notes) -> Question:
    form, text = _taken_format(text, "moodle")
    stem, answers = _parted(text)
    answers, _hashes, general = answers.partition("####")
    html, images = take_images(to_html(stem.translate(_MEANT), form))
    if images:
        notes.add(NO_PICTURES, names=", ".join(source[:80] for source, _alt in images))
    if lost := lost_markup(html):
        notes.add(LOST, names=", ".join(lost))
    if chunk.identity:
        notes.add(ID_LOST, id=chunk.identity)
    kind, value = _Answers(form, notes, chunk.tags).read(answers.strip())
    return Question(
        kind=kind, stem=html, value=value, explanation=_plain(general, form), name=name, line=chunk.line,
        category=chunk.category, tags=tuple(tag for tag in chunk.tags if tag not in OWN_TAGS),
    )  # fmt: skip


def _parted(text: str) -> tuple[str, str]:
    """The question and what stands in its curly brackets; words behind them make a missing word of it."""
    before, opened, rest = text.partition("{")
    if not opened:
        raise NotTaken(NO_BRACES)
    inside, closed, after = rest.partition("}")
    if not closed or "}" in before:
        raise NotTaken(NOT_CLOSED)
    if "{" in after or "}" in after or "{" in inside:
        raise NotTaken(TWO_BLOCKS)
    return (f"{before}_____{after}" if after.strip() else before), inside


def _taken_format(text: str, otherwise: str) -> tuple[str, str]:
    found = _FORMAT.match(text)
    return (found[1], text[found.end() :]) if found else (otherwise, text)


def _plain(text: str, form: str, *, lines: bool = True) -> str:
    form, text = _taken_format(text, form)
    return to_plain(text.strip().translate(_MEANT), form, lines=lines)


class _Answers:
    """What stands in the curly brackets of one question."""

    def __init__(self, form: str, notes: Notes, tags: tuple[str, ...]) -> None:
        self.form, self.notes, self.tags = form, notes, tags

    def read(self, text: str) -> tuple[str, Value]:
        if not text:  # an essay
            return ("free_words", {}) if NO_MARK_TAG in self.tags else ("free_text", free_text())
        if text.startswith("#"):
            return self._number(text[1:])
        if "~" in text:
            return self._choice(text)
        if "=" in text and "->" in text:
            return self._matching(text)
        answer, *feedback = text.split("#")
        if answer.strip().upper() in _TRUE:
            return self._true_false(_TRUE[answer.strip().upper()], feedback)
        answers = [self._weighted(part, right_unless_weighted=True) for part in text.split("=") if part.strip()]
        return short_text(answers, notes=self.notes, ignore_spaces=NO_SPACES_TAG in self.tags)

    def _weighted(self, text: str, *, right_unless_weighted: bool) -> Weighted:
        percent, text = (RIGHT if right_unless_weighted else Fraction(0)), text.strip()
        if weighted := _WEIGHT.match(text):
            percent, text = weight(weighted[1]), text[weighted.end() :]
        answer, _hash, feedback = text.partition("#")
        return Weighted(_plain(answer, self.form, lines=False), percent, _plain(feedback, self.form))

    def _choice(self, text: str) -> tuple[str, Value]:
        several = "=" not in text
        answers = []
        for number_of_part, part in enumerate(text.replace("=", "~=").split("~")):
            part = part.strip()
            if not part:
                continue
            if number_of_part == 0:
                self.notes.add(NO_MARK, text=one_line(part.translate(_MEANT))[:40])
            answers.append(self._weighted(part.removeprefix("="), right_unless_weighted=part.startswith("=")))
        return choice(answers, several=several, notes=self.notes)

    def _true_false(self, is_true: bool, feedback: list[str]) -> tuple[str, Value]:
        """The first explanation is for whoever is wrong, the second for whoever is right."""
        wrong, right = (*(_plain(one, self.form) for one in feedback[:2]), "", "")[:2]
        return true_false(
            is_true=is_true, if_true=right if is_true else wrong, if_false=wrong if is_true else right
        )  # fmt: skip

    def _matching(self, text: str) -> tuple[str, Value]:
        pairs, decoys = [], []
        for part in text.split("="):
            if not part.strip():
                continue
            left, arrow, right = part.partition("->")
            if not arrow:
                raise NotTaken(NO_ARROW, text=one_line(part.translate(_MEANT))[:40])
            said = _plain(left, self.form, lines=False), to_plain(right.translate(_MEANT), "plain", lines=False)
            if said[0]:
                pairs.append((*said, ""))
            else:
                decoys.append(said[1])
        return groups(pairs) if GROUPS_TAG in self.tags else matching(pairs, decoys)

    def _number(self, text: str) -> tuple[str, Value]:
        text, tilde, otherwise = text.partition("~")
        answers = [self._numeric(part) for part in text.split("=") if part.strip()]
        if tilde:
            answers.append(Weighted("*", Fraction(0), _plain(otherwise.strip().removeprefix("#"), self.form)))
        return number(answers, notes=self.notes)

    def _numeric(self, text: str) -> Weighted:
        """“5”, “3:0.5” or “1..5”, with a weight in front and an explanation behind."""
        said = self._weighted(text, right_unless_weighted=True)
        low, dots, high = said.text.partition("..")
        if dots:
            lowest, highest = decimal(low), decimal(high)
            return Weighted(
                plain_number((lowest + highest) / 2), said.percent, said.feedback,
                plain_number(abs(highest - lowest) / 2),
            )  # fmt: skip
        answer, colon, tolerance = said.text.partition(":")
        return Weighted(answer.strip(), said.percent, said.feedback, tolerance.strip() if colon else "0")
