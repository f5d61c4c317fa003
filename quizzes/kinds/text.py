"""A short text: accepted spellings, whatever outer spaces and, where the author says so, whatever case or spaces."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from quizzes.kinds.base import (
    MAX_TEXT,
    Content,
    Grade,
    Marking,
    Part,
    Posted,
    Response,
    ResponseMismatch,
    general_feedback,
)

_WILDCARD = re.compile(r"(?<!\\)\*")


def normalise(text: str, *, case: bool = False, spaces: bool = True) -> str:
    """Same letters, same words: width and accents' encoding and runs of spaces do not count.

    ``case``: capital letters count. ``spaces`` False: none counts, as in phone and postal numbers.
    """
    text = unicodedata.normalize("NFKC", text)
    words = (text if case else text.casefold()).split()
    return (" " if spaces else "").join(words)


def is_accepted(
    typed: str, accepted: Iterable[str], *, case: bool = False, spaces: bool = True, wildcards: bool = True
) -> bool:
    """Whether one of the accepted spellings fits.

    With ``wildcards``, ``*`` in them stands for any letters or none, ``\\*`` for a star.
    """
    said = normalise(typed, case=case, spaces=spaces)
    spellings = (normalise(one, case=case, spaces=spaces) for one in accepted)
    return any(_fits(said, one) if wildcards else said == one for one in spellings)


def shown_spelling(accepted: str) -> str:
    """As somebody would write it: an escaped star is a star."""
    return accepted.replace(r"\*", "*")


def _fits(said: str, accepted: str) -> bool:
    """From left to right, each piece at its first place: no pattern makes it slow."""
    first, *others = (piece.replace(r"\*", "*") for piece in _WILDCARD.split(accepted))
    if not others:
        return said == first
    *middle, last = others
    if len(said) < len(first) + len(last) or not (said.startswith(first) and said.endswith(last)):
        return False
    rest = said[len(first) : len(said) - len(last)]
    for piece in middle:
        if piece not in rest:
            return False
        rest = rest[rest.index(piece) + len(piece) :]
    return True


def read_text(typed: Sequence[str]) -> Response | None:
    text = next(iter(typed), "").strip()
    return {"text": text} if text else None


def check_text(text: Any) -> None:
    """Raises ResponseMismatch for what nobody can have typed."""
    if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT or "\0" in text:  # PostgreSQL keeps no NUL
        raise ResponseMismatch("a short text")


class ShortText:
    name = "short_text"
    marking: Marking = "key"
    template = "quizzes/kinds/text.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        response = read_text(posted.get("answer", ()))
        if response is not None:
            self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        check_text(response.get("text"))

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        fraction = Fraction(int(is_accepted(response["text"], content["accepted"], **self._rules(content))))
        return Grade(fraction, general_feedback(content, fraction))

    def solution(self, content: Content) -> tuple[str, ...]:
        return tuple(shown_spelling(accepted or "") for accepted in content["accepted"])

    def _rules(self, content: Content) -> dict[str, bool]:
        """Versions frozen before there were such rules know none of them."""
        return {
            "case": content.get("case", False),
            "spaces": content.get("spaces", True),
            "wildcards": content.get("wildcards", False),
        }

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        return []

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return {"text": response["text"] if response else ""}

    def describe(self, content: Content, response: Response) -> str:
        return str(response["text"])

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        """What grading does not tell apart is the same answer."""
        rules, accepted = self._rules(content), content["accepted"]
        fits = is_accepted(response["text"], accepted, **rules)
        same = {name: rules[name] for name in ("case", "spaces")}
        said = Part(normalise(response["text"], **same), fits, typed=True)
        told = Part(normalise(shown_spelling(accepted[0]), **same), True, given=False, typed=True)
        return (said,) if fits else (said, told)
