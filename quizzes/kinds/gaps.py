"""A text with gaps, each filled by choosing or by typing.

Authors write the gaps into the text: ``[go.id|.go.id]`` is typed, either spelling fits; ``[*https|http|www]`` is
chosen, the starred one fits. ``\\[`` is a bracket.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.kinds.base import Content, Grade, Marking, Part, Posted, Response, ResponseMismatch, general_feedback
from quizzes.kinds.text import check_text, is_accepted, normalise, shown_spelling

FIELD = "part-"  # and the id of the gap
_GAP = re.compile(r"(?<!\\)\[([^\[\]]*)(?<!\\)\]")


_LONGEST = 80  # characters; the field that is typed into takes as many


class GapProblem(ValueError):
    """The text cannot be read; ``code`` says why: empty, one_choice, no_gap, bracket, long."""

    def __init__(self, code: str, gap: str = "") -> None:
        super().__init__(code, gap)
        self.code, self.gap = code, gap


def parse_gaps(text: str) -> dict[str, Any]:
    """``pieces`` of text and gaps in turn, and the ``gaps``: with ``choices`` or ``accepted``. Raises GapProblem."""
    pieces: list[dict[str, str]] = []
    gaps: list[dict[str, Any]] = []
    for number, part in enumerate(_GAP.split(text)):
        if number % 2 == 0:
            if re.search(r"(?<!\\)[\[\]]", part):
                raise GapProblem("bracket", part.strip()[:40])
            pieces.append({"text": part.replace(r"\[", "[").replace(r"\]", "]")})
        else:
            gap = _gap(str(len(gaps) + 1), part)
            gaps.append(gap)
            pieces.append({"gap": gap["id"]})
    if not gaps:
        raise GapProblem("no_gap")
    return {"pieces": pieces, "gaps": gaps}


def _gap(identity: str, inside: str) -> dict[str, Any]:
    words = [word.strip() for word in inside.split("|")]
    if not all(words):
        raise GapProblem("empty", inside)
    if any(len(word) > _LONGEST for word in words):
        raise GapProblem("long", inside[:40])
    if not any(word.startswith("*") for word in words):
        return {"id": identity, "accepted": words}
    if len(words) < 2 or len({word.removeprefix("*").strip() for word in words}) < len(words):
        raise GapProblem("one_choice", inside)
    # In alphabetical order: the author's would soon be known to begin with the right one.
    texts = sorted((word.removeprefix("*").strip(), word.startswith("*")) for word in words)
    choices = [{"id": str(n), "text": text, "correct": correct} for n, (text, correct) in enumerate(texts, 1)]
    return {"id": identity, "choices": choices}


def _fitting(gap: Content) -> list[str]:
    if "choices" in gap:
        return [str(choice["text"]) for choice in gap["choices"] if choice["correct"]]
    return [shown_spelling(gap["accepted"][0])]


def _named(gaps: Sequence[Content]) -> tuple[str, ...]:
    return tuple(f"({gap['id']}) {' / '.join(_fitting(gap))}" for gap in gaps)


class Gaps:
    """Each gap weighs the same."""

    name = "gaps"
    marking: Marking = "key"
    template = "quizzes/kinds/gaps.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        given = {str(gap["id"]): next(iter(posted.get(f"{FIELD}{gap['id']}", ())), "") for gap in content["gaps"]}
        response = {"parts": {gap: value.strip() for gap, value in given.items() if value.strip()}}
        if not response["parts"]:
            return None
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        parts, gaps = response.get("parts"), {str(gap["id"]): gap for gap in content["gaps"]}
        if not isinstance(parts, dict) or not parts or not parts.keys() <= gaps.keys():
            raise ResponseMismatch("unknown gap")
        for identity, value in parts.items():
            check_text(value)
            if value not in {choice["id"] for choice in gaps[identity].get("choices", [{"id": value}])}:
                raise ResponseMismatch("unknown choice")

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        wrong = [gap for gap in content["gaps"] if not self._fits(gap, response["parts"].get(gap["id"], ""))]
        fraction = 1 - Fraction(len(wrong), len(content["gaps"]))
        return Grade(fraction, general_feedback(content, fraction), _named(wrong))

    def _fits(self, gap: Content, value: str) -> bool:
        if "choices" in gap:
            return any(choice["correct"] and choice["id"] == value for choice in gap["choices"])
        return bool(value) and is_accepted(value, gap["accepted"])

    def solution(self, content: Content) -> tuple[str, ...]:
        return _named(content["gaps"])

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        return []

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        given = response["parts"] if response else {}
        gaps = {gap["id"]: gap for gap in content["gaps"]}
        return {"pieces": [self._shown(piece, gaps, given) for piece in content["pieces"]]}

    def _shown(self, piece: Content, gaps: dict[str, Content], given: dict[str, str]) -> dict[str, Any]:
        if "gap" not in piece:
            return {"text": piece["text"]}
        gap = gaps[piece["gap"]]
        choices = [{"id": choice["id"], "text": choice["text"]} for choice in gap.get("choices", ())]
        return {"gap": gap["id"], "choices": choices, "value": given.get(gap["id"], "")}

    def describe(self, content: Content, response: Response) -> str:
        gaps = {gap["id"]: gap for gap in content["gaps"]}
        return "".join(
            piece["text"] if "text" in piece else self._said(gaps[piece["gap"]], response)
            for piece in content["pieces"]
        )

    def _said(self, gap: Content, response: Response) -> str:
        value = response["parts"].get(gap["id"], "")
        texts = {choice["id"]: choice["text"] for choice in gap.get("choices", ())}
        return f"[{texts.get(value, value)}]"

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        given = response["parts"]
        return tuple(part for gap in content["gaps"] for part in self._parts(gap, given.get(gap["id"], "")))

    def _parts(self, gap: Content, value: str) -> list[Part]:
        about = f"({gap['id']})"
        if "choices" in gap:
            return [
                Part(str(choice["text"]), bool(choice["correct"]), about, given=choice["id"] == value)
                for choice in gap["choices"]
            ]
        fits = self._fits(gap, value)
        said = [Part(normalise(value), fits, about, typed=True)] if value else []
        return said if fits else [*said, Part(normalise(_fitting(gap)[0]), True, about, given=False, typed=True)]
