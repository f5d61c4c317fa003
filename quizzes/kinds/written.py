"""Words of one's own: marked by a person with a rubric, or by nobody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.kinds.base import AnswerTooLong, Content, Grade, Marking, Part, Posted, Response, ResponseMismatch
from quizzes.kinds.text import normalise

UNMARKED = Grade(Fraction(0))  # a key says nothing about these: see Kind.marking


class _Written:
    """A text of several lines. Line ends are those of no machine, so that a phone's count is ours."""

    name: str
    marking: Marking
    limit: int
    rows: int
    template = "quizzes/kinds/written.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        """Raises also AnswerTooLong."""
        text = next(iter(posted.get("answer", ())), "").replace("\r\n", "\n").strip()
        if not text:
            return None
        response = {"text": text}
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        text = response.get("text")
        if not isinstance(text, str) or not text or "\0" in text:  # PostgreSQL keeps no NUL
            raise ResponseMismatch("a text")
        if len(text) > self.limit:
            raise AnswerTooLong(self.limit, response)

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        return UNMARKED

    def solution(self, content: Content) -> tuple[str, ...]:
        return ()

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        return []

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return {"text": response["text"] if response else "", "limit": self.limit, "rows": self.rows}

    def describe(self, content: Content, response: Response) -> str:
        return str(response["text"])

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        return (Part(normalise(response["text"]), fits=False, typed=True),)


class FreeText(_Written):
    """``rubric``: what a person looks at, [{id, criterion, points, levels: words for 0, 1 … points, or none}].

    ``most_words`` tells learners how much is wanted; more is not refused, whoever marks sees it.
    """

    name = "free_text"
    marking: Marking = "person"
    limit, rows = 4000, 8

    def solution(self, content: Content) -> tuple[str, ...]:
        return (content["example"],) if content["example"] else ()

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return super().learner_view(content, order, response) | {"most_words": content.get("most_words")}


class FreeWords(_Written):
    name = "free_words"
    marking: Marking = "none"
    limit, rows = 1000, 4


class Scale:
    """``steps``: a word for each, of which those between the ends may be empty. Nothing is right or wrong."""

    name = "scale"
    marking: Marking = "none"
    template = "quizzes/kinds/scale.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        said = next(iter(posted.get("step", ())), "")
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and len(said) == 1):
            raise ResponseMismatch("a step")
        response = {"step": int(said)}
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        step = response.get("step")
        if not isinstance(step, int) or isinstance(step, bool) or not 1 <= step <= len(content["steps"]):
            raise ResponseMismatch("a step")

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        return UNMARKED

    def solution(self, content: Content) -> tuple[str, ...]:
        return ()

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        return []

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        chosen = response["step"] if response else None
        steps = [
            {"number": number, "words": words, "chosen": number == chosen}
            for number, words in enumerate(content["steps"], 1)
        ]
        return {"steps": steps}

    def describe(self, content: Content, response: Response) -> str:
        return self._said(content, response["step"])

    def _said(self, content: Content, step: int) -> str:
        words = content["steps"][step - 1]
        return f"{step} ({words})" if words else str(step)

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        steps = range(1, len(content["steps"]) + 1)
        return tuple(Part(self._said(content, step), fits=False, given=step == response["step"]) for step in steps)
