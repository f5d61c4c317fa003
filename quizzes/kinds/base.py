"""What a question kind is: content, reading of a response, grading. Pure; plugs in at ``KINDS``.

Content and responses are plain JSON values, so that an attempt can be frozen against them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

Content = Mapping[str, Any]
Response = Mapping[str, Any]
Posted = Mapping[str, Sequence[str]]  # field name → values, as a form sends them

MAX_TEXT = 500  # characters of a typed answer


class ResponseMismatch(ValueError):
    """The response is not one that this question can have; a form of ours never makes such a one."""


@dataclass(frozen=True)
class Grade:
    """What a response earns: ``fraction`` of the mark, 0 to 1, and what to tell the learner."""

    fraction: Fraction
    feedback: tuple[str, ...] = ()
    right_choices: tuple[str, ...] = field(default=())  # ids, for showing which ones were right

    @property
    def is_correct(self) -> bool:
        return self.fraction == 1


class Kind(Protocol):
    name: str  # as stored
    template: str  # shows the form of the question, without its key

    def read(self, content: Content, posted: Posted) -> Response | None:
        """The response in a posted form; None when nothing was answered. Raises ResponseMismatch."""

    def check(self, content: Content, response: Response) -> None:
        """Raises ResponseMismatch when a stored or sent response cannot belong to this content."""

    def grade(self, content: Content, response: Response) -> Grade:
        """Raises ResponseMismatch."""

    def learner_view(self, content: Content, order: Sequence[str]) -> dict[str, Any]:
        """What the form needs, and nothing of the key. ``order``: ids of choices as this attempt shows them."""

    def describe(self, content: Content, response: Response) -> str:
        """The response in words, for results and exports."""
