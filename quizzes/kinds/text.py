"""A short text: accepted spellings, whatever case and outer spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.kinds.base import MAX_TEXT, Content, Grade, Posted, Response, ResponseMismatch


def normalise(text: str) -> str:
    """Same letters, same words: width and accents' encoding, case and runs of spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def check_text(text: Any) -> None:
    """Raises ResponseMismatch for what nobody can have typed."""
    if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT or "\0" in text:  # PostgreSQL keeps no NUL
        raise ResponseMismatch("a short text")


class ShortText:
    name = "short_text"
    template = "quizzes/kinds/text.html"

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
        if normalise(response["text"]) in {normalise(accepted) for accepted in content["accepted"]}:
            return Grade(Fraction(1), (content["feedback_correct"],))
        return Grade(Fraction(0), (content["feedback_incorrect"],))

    def learner_view(self, content: Content, order: Sequence[str]) -> dict[str, Any]:
        return {}

    def describe(self, content: Content, response: Response) -> str:
        return str(response["text"])
