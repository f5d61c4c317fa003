"""What a question that was taken still needs before it can be published, and the last touches of every reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quizzes.formats.model import DIFFICULTY_TAGS, MAX_PARTS, Item, Notes, NotTaken, Question, Value, _n, refused
from quizzes.formats.text import rich
from quizzes.kinds.gaps import GapProblem, parse_gaps

EXPLAIN = _n("Explanations are missing. Write them before you publish.")
TOO_LONG = _n("“{text}” is longer than {limit} characters. Shorten it before you publish.")
RIGHT_ONES = _n("{count} choices are marked as right. Change that before you publish.")
TWICE = _n("“{text}” stands twice. Change that before you publish.")
ALL_THE_SAME = _n("All right sides say the same. Change that before you publish.")
PICTURE_WORDS = _n("Say in words what the picture shows before you publish.")
MANY_HINTS = _n("It has {count} hints; at most three fit. Change that before you publish.")
NO_STEM = _n("It has no question text.")
TOO_MANY_PARTS = _n("It has more than {limit} parts.")
GAPS = _n("The gaps cannot be read.")
POINTS = _n(
    "“{text}” needs 1 to {most} points, and as many lines of words as there are points from 0 up, or none. "
    "Change that before you publish."
)
STEP_WORDS = _n("The first and the last step need a word. Write them before you publish.")

MAX_POINTS = 20

_LIMITS = {
    "text": 240, "left": 160, "right": 160, "name": 80, "things": 160, "items": 160, "decoys": 160, "accepted": 80,
    "unit": 20, "criterion": 160, "levels": 1600, "example": 2000, "steps": 60,
    "feedback": 400, "feedback_correct": 400, "feedback_incorrect": 400, "if_true": 400, "if_false": 400,
}  # fmt: skip
_COUNTS = {
    "choices": (2, 6, _n("It has {count} choices; {least} to {most} fit. Change that before you publish.")),
    "pairs": (2, 8, _n("It has {count} pairs; {least} to {most} fit. Change that before you publish.")),
    "groups": (2, 5, _n("It has {count} groups; {least} to {most} fit. Change that before you publish.")),
    "rubric": (1, 6, _n("Its rubric has {count} lines; {least} to {most} fit. Change that before you publish.")),
    "steps": (3, 7, _n("It has {count} steps; {least} to {most} fit. Change that before you publish.")),
    "items": (3, 8, _n("It has {count} things to order; {least} to {most} fit. Change that before you publish.")),
}
_COUNTED = ("choices", "pairs", "decoys", "groups", "items", "accepted", "traps", "rubric", "steps")
_MUST_EXPLAIN = {"feedback_correct", "feedback_incorrect", "if_true", "if_false"}
_FROM_TAG = {tag: name for name, tag in DIFFICULTY_TAGS.items()}


def finished(question: Question, notes: Notes) -> Item:
    """The question with a clean stem and its tags read, and with what it still needs."""
    if max(len(question.hints), *(len(question.value.get(name, ())) for name in _COUNTED)) > MAX_PARTS:
        return refused(question.line, question.name, NotTaken(TOO_MANY_PARTS, limit=MAX_PARTS), notes)
    question = replace(question, stem=rich(question.stem))
    if not question.stem and question.picture is None:
        return refused(question.line, question.name, NotTaken(NO_STEM), notes)
    question = _with_tags_read(question)
    if question.kind == "gaps":
        try:
            parse_gaps(question.value["text"])
        except GapProblem:
            return refused(question.line, question.name, NotTaken(GAPS), notes)
    _note_needs(question, notes)
    return Item(question.line, question.name, question, tuple(notes.remarks))


def _with_tags_read(question: Question) -> Question:
    difficulty = next((_FROM_TAG[tag] for tag in question.tags if tag in _FROM_TAG), question.difficulty)
    tags = tuple(dict.fromkeys(tag for tag in question.tags if tag not in _FROM_TAG))
    return replace(question, difficulty=difficulty, tags=tags)


def _note_needs(question: Question, notes: Notes) -> None:
    value = question.value
    for name, text in _texts(value):
        limit = 1200 if question.kind == "gaps" and name == "text" else _LIMITS.get(name, 400)
        if len(text) > limit:
            notes.add(TOO_LONG, text=f"{text[:40]}…", limit=limit)
    if len(question.explanation) > 600:
        notes.add(TOO_LONG, text=f"{question.explanation[:40]}…", limit=600)
    if len(question.hints) > 3:
        notes.add(MANY_HINTS, count=len(question.hints))
    if len("\n".join(question.hints)) > 600:
        notes.add(TOO_LONG, text=f"{question.hints[0][:40]}…", limit=600)
    for name, (least, most, template) in _COUNTS.items():
        if name in value and not least <= len(value[name]) <= most:
            notes.add(template, count=len(value[name]), least=least, most=most)
    _note_marks(question.kind, value, notes)
    _note_written(value, notes)
    for text in _repeated(value):
        notes.add(TWICE, text=text[:40])
    if _lacks_explanation(value):
        notes.add(EXPLAIN)
    if question.picture and not question.picture.alt:
        notes.add(PICTURE_WORDS)


def _note_marks(kind: str, value: Value, notes: Notes) -> None:
    right = sum(bool(choice["correct"]) for choice in value.get("choices", ()))
    most = len(value.get("choices", ())) - 1 if kind == "multiple_choice" else 1
    if "choices" in value and not 1 <= right <= most:
        notes.add(RIGHT_ONES, count=right)
    if "pairs" in value and len({pair["right"] for pair in value["pairs"]}) < 2:
        notes.add(ALL_THE_SAME)


def _note_written(value: Value, notes: Notes) -> None:
    for row in value.get("rubric", ()):
        lines = len(row["levels"].splitlines())
        if not 1 <= row["points"] <= MAX_POINTS or lines not in (0, row["points"] + 1):
            notes.add(POINTS, text=row["criterion"][:40], most=MAX_POINTS)
    steps = value.get("steps")
    if steps and not (steps[0] and steps[-1]):
        notes.add(STEP_WORDS)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """(name of the field, text) of everything written in a value."""
    match value:
        case str():
            yield name, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, key)
        case list():
            for inner in value:
                yield from _texts(inner, name)


def _repeated(value: Value) -> Iterator[str]:
    rows = [
        [choice["text"] for choice in value.get("choices", ())],
        [pair["left"] for pair in value.get("pairs", ())],
        [group["name"] for group in value.get("groups", ())],
        [thing for group in value.get("groups", ()) for thing in group["things"]],
        list(value.get("items", ())),
        [row["criterion"] for row in value.get("rubric", ())],
        [*{pair["right"] for pair in value.get("pairs", ())}, *value.get("decoys", ())],
    ]
    for texts in rows:
        yield from (text for text, times in Counter(texts).items() if times > 1)


def _lacks_explanation(value: Value) -> bool:
    if any(name in _MUST_EXPLAIN and not text.strip() for name, text in value.items()):
        return True
    explained = [*value.get("choices", ()), *value.get("traps", ())]
    return any(not one["feedback"].strip() for one in explained)
