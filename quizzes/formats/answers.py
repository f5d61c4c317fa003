"""Answers with weights, as Moodle's formats write them, into the contents of our kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from quizzes.formats.model import Notes, NotTaken, Value, _n
from quizzes.formats.rubric import read_rubric

RIGHT = Fraction(100)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")

PARTIAL_LOST = _n("Parts of a mark ({weights}) cannot be kept: only what is wholly right counts as right.")
WEIGHTS_DIFFER = _n("Different weights ({weights}) cannot be kept: each right choice adds the same, each other takes away the same.")  # noqa: E501  # fmt: skip
MORE_NUMBERS = _n("Only the first right number is kept, without: {others}.")
OTHER_FEEDBACK = _n("One explanation is kept for all right answers, without: {others}.")
WRONG_TEXTS = _n("Expected answers that are not right are not kept: {others}.")
WRONG_WIDTH = _n("A frequent mistake is kept without its tolerance: {value}.")
NO_ANSWER = _n("It has no right answer.")
NO_NUMBER = _n("“{value}” is not a number.")
NO_PAIRS = _n("It has no pairs.")


@dataclass(frozen=True)
class Weighted:
    text: str
    percent: Fraction
    feedback: str = ""
    tolerance: str = "0"


@lru_cache(maxsize=500)
def weight(text: str) -> Fraction:
    """“33.33333” → a hundred thirds, as Moodle means it. Raises NotTaken."""
    number = Fraction(decimal(text or "0"))
    for parts in (3, 6, 7, 9):  # what decimals cannot say
        for count in range(-parts, parts + 1):
            if abs(number - Fraction(100 * count, parts)) < Fraction(1, 1000):
                return Fraction(100 * count, parts)
    return number


def decimal(text: str) -> Decimal:
    """Raises NotTaken for what is no number of a usual size."""
    text = text.strip().replace(",", ".")
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        raise NotTaken(NO_NUMBER, value=text[:40])
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotTaken(NO_NUMBER, value=text[:40]) from None
    if number and abs(number.adjusted()) > 20:
        raise NotTaken(NO_NUMBER, value=text[:40])
    return number


def plain_number(number: Decimal) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _percents(answers: Sequence[Weighted]) -> str:
    return ", ".join(f"{float(answer.percent):g} %" for answer in answers)


def choice(answers: Sequence[Weighted], *, several: bool, notes: Notes, shuffle: bool = True) -> tuple[str, Value]:
    if not answers:
        raise NotTaken(NO_ANSWER)
    right = [answer for answer in answers if (answer.percent > 0 if several else answer.percent >= RIGHT)]
    if several:
        _note_weights(answers, right, notes)
    elif partial := [answer for answer in answers if answer.percent not in (0, RIGHT) and answer not in right]:
        notes.add(PARTIAL_LOST, weights=_percents(partial))
    choices = [{"text": one.text, "correct": one in right, "feedback": one.feedback} for one in answers]
    return "multiple_choice" if several else "single_choice", {"choices": choices, "shuffle": shuffle}


def _note_weights(answers: Sequence[Weighted], right: Sequence[Weighted], notes: Notes) -> None:
    wrong = [answer for answer in answers if answer not in right]
    even = right and all(_is_near(one.percent, RIGHT / len(right)) for one in right)
    if not even or any(not _is_near(one.percent, -RIGHT / len(wrong)) for one in wrong):
        notes.add(WEIGHTS_DIFFER, weights=_percents(answers))


def _is_near(given: Fraction, meant: Fraction) -> bool:
    return abs(given - meant) < Fraction(1, 100)


def true_false(*, is_true: bool, if_true: str, if_false: str) -> tuple[str, Value]:
    return "true_false", {"answer": "true" if is_true else "false", "if_true": if_true, "if_false": if_false}


def explained(right: str, otherwise: str) -> Value:
    return {"feedback_correct": right, "feedback_incorrect": otherwise}


def free_text(notes: str = "", *, most_words: int | None = None) -> Value:
    """``notes``: what stands there for whoever marks."""
    return read_rubric(notes) | {"most_words": most_words}


def short_text(
    answers: Sequence[Weighted], *, notes: Notes, case: bool = False, ignore_spaces: bool = False
) -> tuple[str, Value]:
    right = [answer for answer in answers if answer.percent >= RIGHT and answer.text]
    if not right:
        raise NotTaken(NO_ANSWER)
    if partial := [answer for answer in answers if 0 < answer.percent < RIGHT]:
        notes.add(PARTIAL_LOST, weights=_percents(partial))
    otherwise = [answer for answer in answers if answer.percent <= 0]
    if others := [answer.text for answer in otherwise if answer.text not in ("*", "")]:
        notes.add(WRONG_TEXTS, others=", ".join(others))
    value = explained(_one_feedback(right, notes), next((a.feedback for a in otherwise if a.text in ("*", "")), ""))
    return "short_text", value | {
        "accepted": [answer.text for answer in right],
        "case": case,
        "ignore_spaces": ignore_spaces,
    }


def _one_feedback(right: Sequence[Weighted], notes: Notes) -> str:
    said = list(dict.fromkeys(answer.feedback for answer in right if answer.feedback))
    if len(said) > 1:
        notes.add(OTHER_FEEDBACK, others="; ".join(said[1:]))
    return said[0] if said else ""


def number(answers: Sequence[Weighted], *, notes: Notes, unit: str = "") -> tuple[str, Value]:
    right = [answer for answer in answers if answer.percent >= RIGHT and answer.text not in ("*", "")]
    if not right:
        raise NotTaken(NO_ANSWER)
    if len(right) > 1:
        notes.add(MORE_NUMBERS, others=", ".join(answer.text for answer in right[1:]))
    if partial := [answer for answer in answers if 0 < answer.percent < RIGHT]:
        notes.add(PARTIAL_LOST, weights=_percents(partial))
    wrong = [answer for answer in answers if answer.percent <= 0]
    traps = [_trap(answer, notes) for answer in wrong if answer.text not in ("*", "")]
    value = explained(right[0].feedback, next((a.feedback for a in wrong if a.text in ("*", "")), ""))
    return "number", value | {
        "answer": plain_number(decimal(right[0].text)),
        "tolerance": plain_number(abs(decimal(right[0].tolerance or "0"))),
        "unit": unit,
        "traps": traps,
    }


def _trap(answer: Weighted, notes: Notes) -> Value:
    value = plain_number(decimal(answer.text))
    if decimal(answer.tolerance or "0"):
        notes.add(WRONG_WIDTH, value=value)
    return {"value": value, "feedback": answer.feedback}


def matching(
    pairs: Sequence[tuple[str, str, str]], decoys: Sequence[str], *, right: str = "", otherwise: str = ""
) -> tuple[str, Value]:
    """Pairs as (left, right, explanation)."""
    if not pairs:
        raise NotTaken(NO_PAIRS)
    listed = [{"left": left, "right": side, "feedback": said} for left, side, said in pairs]
    return "matching", explained(right, otherwise) | {"pairs": listed, "decoys": list(dict.fromkeys(decoys))}


def groups(pairs: Sequence[tuple[str, str, str]], *, right: str = "", otherwise: str = "") -> tuple[str, Value]:
    """Pairs as (thing, name of its group, –)."""
    named: dict[str, list[str]] = {}
    for thing, name, _said in pairs:
        named.setdefault(name, []).append(thing)
    if not named:
        raise NotTaken(NO_PAIRS)
    listed = [{"name": name, "things": things} for name, things in named.items()]
    return "groups", explained(right, otherwise) | {"groups": listed}
