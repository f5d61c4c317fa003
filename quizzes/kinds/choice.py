"""Single choice, several choices, true or false."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.kinds.base import Content, Grade, Marking, Part, Posted, Response, ResponseMismatch, in_order

_SHOWN = ("id", "text", "picture", "audio", "place")  # of a choice; the last three where it has them


def _ids(content: Content) -> list[str]:
    return [str(choice["id"]) for choice in content["choices"]]


def _said(choice: Content, several: bool) -> str:
    """Where several may be chosen, an explanation names the one it is about."""
    text, feedback = str(choice["text"]), str(choice["feedback"])
    if not several:
        return feedback
    return f"{text} {feedback}" if text.endswith(("?", "!")) else f"{text.removesuffix('.')}: {feedback}"


class SingleChoice:
    name = "single_choice"
    marking: Marking = "key"
    template = "quizzes/kinds/choice.html"

    def takes_several(self, content: Content) -> bool:
        return False

    def read(self, content: Content, posted: Posted) -> Response | None:
        chosen = [value for value in posted.get("choice", ()) if value]
        if not chosen:
            return None
        response = {"choices": sorted(set(chosen))}
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        chosen, known = response.get("choices"), _ids(content)
        if not isinstance(chosen, list) or not chosen or any(choice not in known for choice in chosen):
            raise ResponseMismatch("unknown choice")
        if not self.takes_several(content) and len(chosen) != 1:
            raise ResponseMismatch("exactly one choice")

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        choices = content["choices"]
        chosen = set(response["choices"])
        right = {choice["id"] for choice in choices if choice["correct"]}
        several = self.takes_several(content)
        feedback = tuple(_said(choice, several) for choice in choices if choice["id"] in chosen and choice["feedback"])
        fraction = self._fraction(content, chosen, right)
        return Grade(fraction, feedback, () if fraction == 1 else self.solution(content))

    def _fraction(self, content: Content, chosen: set[str], right: set[str]) -> Fraction:
        return Fraction(int(chosen == right))

    def solution(self, content: Content) -> tuple[str, ...]:
        return tuple(str(choice["text"]) for choice in content["choices"] if choice["correct"])

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        ids = _ids(content)
        if content["shuffle"]:
            by.shuffle(ids)
        return ids

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        chosen = response["choices"] if response else ()
        return {
            "several": self.takes_several(content),
            "choices": [
                {name: choice[name] for name in _SHOWN if name in choice} | {"chosen": choice["id"] in chosen}
                for choice in in_order(content["choices"], order)
            ],
        }

    def describe(self, content: Content, response: Response) -> str:
        chosen = set(response["choices"])
        return "; ".join(choice["text"] for choice in content["choices"] if choice["id"] in chosen)

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        chosen = set(response["choices"])
        return tuple(
            Part(str(choice["text"]), bool(choice["correct"]), given=choice["id"] in chosen)
            for choice in content["choices"]
        )


class TrueFalse(SingleChoice):
    name = "true_false"


class MultipleChoice(SingleChoice):
    name = "multiple_choice"

    def takes_several(self, content: Content) -> bool:
        return True

    def _fraction(self, content: Content, chosen: set[str], right: set[str]) -> Fraction:
        """Right choices add, wrong ones take away, never below 0 (Moodle's rule for multiple response)."""
        wrong = set(_ids(content)) - right
        earned = Fraction(len(chosen & right), len(right))
        lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
        return max(Fraction(0), earned - lost)
