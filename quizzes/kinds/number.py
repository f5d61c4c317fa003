"""A number with tolerance and unit, typed as people here write numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from quizzes.kinds.base import Content, Grade, Marking, Part, Posted, Response
from quizzes.kinds.text import check_text

_DECORATION = re.compile(r"(?i)rp\.?|\s|%")
_DASH = re.compile(r",[-–—]$")
_THOUSANDS = re.compile(r"[+-]?(?!0)\d{1,3}(\.\d{3})+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def read_number(text: str, unit: str = "") -> Decimal | None:
    """“27.800”, “Rp 27.800,-”, “0,5”, “1.250,75” and “27800 rupiah” as a number; None when it is none.

    Points group thousands and a comma parts the decimals (EYD V); a lone point that cannot group
    thousands is taken for a decimal point, as many phones type it.
    """
    if unit and text.casefold().rstrip().endswith(unit.casefold()):
        text = text.rstrip()[: -len(unit)]
    cleaned = _DASH.sub("", _DECORATION.sub("", text))
    whole, comma, decimals = cleaned.partition(",")
    if comma:
        cleaned = f"{whole.replace('.', '')}.{decimals}"
    elif _THOUSANDS.fullmatch(cleaned):
        cleaned = cleaned.replace(".", "")
    if len(cleaned) > 30 or not _NUMBER.fullmatch(cleaned):
        return None
    try:
        return Decimal(cleaned)
    except InvalidOperation:
        return None


class Number:
    name = "number"
    marking: Marking = "key"
    template = "quizzes/kinds/number.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        text = next(iter(posted.get("answer", ())), "").strip()
        if not text:
            return None
        response = {"text": text}
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        check_text(response.get("text"))

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        number = read_number(response["text"], content["unit"])
        if self._fits(content, number):
            return Grade(Fraction(1), (content["feedback_correct"],))
        for trap in content["traps"]:
            if number is not None and number == Decimal(trap["value"]):
                return Grade(Fraction(0), (trap["feedback"],))
        return Grade(Fraction(0), (content["feedback_incorrect"],))

    def solution(self, content: Content) -> tuple[str, ...]:
        return (f"{content['answer']} {content['unit']}".strip(),)

    def _fits(self, content: Content, number: Decimal | None) -> bool:
        return number is not None and abs(number - Decimal(content["answer"])) <= Decimal(content["tolerance"])

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        return []

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return {"unit": content["unit"], "text": response["text"] if response else ""}

    def describe(self, content: Content, response: Response) -> str:
        text, unit = str(response["text"]), str(content["unit"])
        return text if text.casefold().endswith(unit.casefold()) else f"{text} {unit}"

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        """The same number is the same answer, however it was typed."""
        number, unit = read_number(response["text"], content["unit"]), str(content["unit"])
        fits = self._fits(content, number)
        text = str(response["text"]) if number is None else _written(number, unit)
        said = Part(text, fits, typed=True)
        return (
            (said,) if fits else (said, Part(_written(Decimal(content["answer"]), unit), True, given=False, typed=True))
        )


def _written(number: Decimal, unit: str) -> str:
    """27800 → “27.800 rupiah”, as people here write it."""
    text = f"{number:,f}".translate(str.maketrans(",.", ".,"))
    return f"{text.rstrip('0').rstrip(',') if ',' in text else text} {unit}".strip()
