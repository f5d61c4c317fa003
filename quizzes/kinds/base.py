"""What a question kind is: content, reading of a response, grading. Pure; plugs in at ``KINDS``.

Content and responses are plain JSON values, so that an attempt can be frozen against them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Protocol

Content = Mapping[str, Any]
Response = Mapping[str, Any]
Posted = Mapping[str, Sequence[str]]  # field name → values, as a form sends them

MAX_TEXT = 500  # characters of a typed answer


class ResponseMismatch(ValueError):
    """The response is not one that this question can have; a form of ours never makes such a one."""


class AnswerTooLong(ResponseMismatch):
    """More was typed than the question takes; ``response`` holds it, for the page to show again."""

    def __init__(self, limit: int, response: Response) -> None:
        super().__init__(f"longer than {limit}")
        self.limit, self.response = limit, response


@dataclass(frozen=True)
class Grade:
    """What a response earns: ``fraction`` of the mark, 0 to 1, and what to tell the learner."""

    fraction: Fraction
    feedback: tuple[str, ...] = ()
    right: tuple[str, ...] = ()  # what fits, in words, where the answer does not

    @property
    def is_correct(self) -> bool:
        return self.fraction == 1


@dataclass(frozen=True)
class Part:
    """One part of a response, for statistics.

    ``about``: the row, gap or place it stands for, empty where there is only one. Not ``given``: it could have been
    said and was not, so that statistics also show what nobody chose. ``typed``: in people's own words.
    """

    said: str
    fits: bool
    about: str = ""
    given: bool = True
    typed: bool = False


# Who says what an answer earns: the question's key, a person with a rubric, or nobody, as in surveys.
Marking = Literal["key", "person", "none"]


class Kind(Protocol):
    name: str  # as stored
    marking: Marking
    template: str  # shows the form of the question, without its key

    def read(self, content: Content, posted: Posted) -> Response | None:
        """The response in a posted form; None when nothing was answered. Raises ResponseMismatch."""

    def check(self, content: Content, response: Response) -> None:
        """Raises ResponseMismatch when a stored or sent response cannot belong to this content."""

    def grade(self, content: Content, response: Response) -> Grade:
        """What the key says. Kinds that a key does not mark earn 0 here: see ``marking``. Raises ResponseMismatch."""

    def solution(self, content: Content) -> tuple[str, ...]:
        """What earns everything, in words; for authors, and for learners where an answer does not fit."""

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        """Ids of what is shown in an order of its own to each learner, in such an order; [] when nothing is."""

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        """What the form needs, and nothing of the key. ``order``: from ``mixed``; ids it does not know come last."""

    def describe(self, content: Content, response: Response) -> str:
        """The response in words, for results and exports."""

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        """The response part by part, for statistics: what was said, and what else would have fitted."""


def in_order(things: Sequence[Content], order: Sequence[str]) -> list[Content]:
    """Things with an ``id`` as ``order`` says; those that it does not name stand behind."""
    place = {identity: number for number, identity in enumerate(order)}
    return sorted(things, key=lambda thing: place.get(str(thing["id"]), len(place)))


def general_feedback(content: Content, fraction: Fraction) -> tuple[str, ...]:
    """The author's explanation for a right answer, or for one that is not quite right; it may be empty."""
    text = str(content["feedback_correct"] if fraction == 1 else content["feedback_incorrect"])
    return (text,) if text else ()
