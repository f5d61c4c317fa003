"""Reading Aiken: a question, its choices by letter, and the letter that is right (“Aiken format”, docs.moodle.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.formats.model import Item, Notes, NotTaken, Question, _n, note, refused
from quizzes.formats.shape import finished
from quizzes.formats.text import decode, one_line, paragraphs

_CHOICE = re.compile(r"([A-Z])[.)]\s+(\S.*)")
_ANSWER = re.compile(r"(?:ANSWER|JAWABAN)\s*:\s*([A-Za-z])\s*")

NO_ANSWER_LINE = _n("It has no line “ANSWER: …”. Was the file cut off?")
UNKNOWN_LETTER = _n("“{letter}” is none of its choices.")
NO_CHOICES = _n("It has no choices “A.”, “B.” …")


def looks_like_aiken(text: str) -> bool:
    return any(_ANSWER.fullmatch(line.strip()) for line in text.split("\n"))


def read_aiken(data: bytes) -> Iterator[Item]:
    """Raises FileRefused."""
    text, guessed = decode(data)
    if guessed:
        yield note(guessed)
    stem: list[str] = []
    choices: dict[str, str] = {}
    started = 0
    for line_number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if not said:
            continue
        started = started or line_number
        if answer := _ANSWER.fullmatch(said):
            yield _item(started, stem, choices, answer[1].upper())
            stem, choices, started = [], {}, 0
        elif (offered := _CHOICE.fullmatch(said)) and stem:
            choices[offered[1]] = one_line(offered[2])
        elif choices:  # the next question begins and this one had no answer
            yield _item(started, stem, choices, "")
            stem, choices, started = [said], {}, line_number
        else:
            stem.append(said)
    if started:
        yield _item(started, stem, choices, "")


def _item(line: int, stem: list[str], choices: dict[str, str], right: str) -> Item:
    name, notes = one_line(" ".join(stem))[:80], Notes(line)
    if not choices:
        return refused(line, name, NotTaken(NO_CHOICES))
    if not right:
        return refused(line, name, NotTaken(NO_ANSWER_LINE))
    if right not in choices:
        return refused(line, name, NotTaken(UNKNOWN_LETTER, letter=right))
    listed = [{"text": text, "correct": letter == right, "feedback": ""} for letter, text in choices.items()]
    value = {"choices": listed, "shuffle": True}
    return finished(Question("single_choice", paragraphs("\n".join(stem)), value, line=line), notes)
