"""Pointing at places in a picture: choices that have a place each, and are listed by name as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quizzes.kinds.base import Content, Response
from quizzes.kinds.choice import MultipleChoice

SIDES = ("x", "y", "width", "height")
SMALLEST = 12  # percent: about 40 px of a phone, enough for a thumb


class Places(MultipleChoice):
    """A choice's ``place`` is x, y, width and height in percent of the picture. Numbered as written, never mixed."""

    name = "places"
    template = "quizzes/kinds/places.html"

    def takes_several(self, content: Content) -> bool:
        return sum(bool(choice["correct"]) for choice in content["choices"]) > 1

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        return super().learner_view(content, order, response) | {"shows_picture": True}
