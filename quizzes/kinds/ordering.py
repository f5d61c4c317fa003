"""Things to put into the right order, moved up and down."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from quizzes.kinds.base import (
    Content,
    Grade,
    Marking,
    Part,
    Posted,
    Response,
    ResponseMismatch,
    general_feedback,
    in_order,
)

_STEP = {"up": -1, "down": 1}


def _ids(content: Content) -> list[str]:
    return [str(item["id"]) for item in content["items"]]


def moved(order: Sequence[str], move: str) -> list[str]:
    """``move``: “id:up” or “id:down”. At the end it stays. Raises ResponseMismatch for another thing."""
    identity, _colon, way = move.rpartition(":")
    if identity not in order or way not in _STEP:
        raise ResponseMismatch("unknown move")
    result = list(order)
    place = result.index(identity)
    target = min(max(place + _STEP[way], 0), len(result) - 1)
    result.insert(target, result.pop(place))
    return result


class Ordering:
    """An order that nobody has touched is no answer: it is never shown in the right one."""

    name = "ordering"
    marking: Marking = "key"
    template = "quizzes/kinds/ordering.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        order, move = list(posted.get("order", ())), next(iter(posted.get("move", ())), "")
        if not move and not any(posted.get("moved", ())):
            return None
        response = {"order": moved(order, move) if move else order}
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        order = response.get("order")
        if not isinstance(order, list) or any(not isinstance(one, str) for one in order):
            raise ResponseMismatch("an order of things")
        if sorted(order) != sorted(_ids(content)):
            raise ResponseMismatch("each thing once")

    def grade(self, content: Content, response: Response) -> Grade:
        """Each thing that is followed by the one that follows it earns a part; as a whole only the right order does."""
        self.check(content, response)
        right, given = _ids(content), response["order"]
        followed = set(pairwise(right)) & set(pairwise(given))
        whole = Fraction(int(given == right))
        fraction = whole if content["whole"] else Fraction(len(followed), len(right) - 1)
        right_words = () if fraction == 1 else self.solution(content)
        return Grade(fraction, general_feedback(content, fraction), right_words)

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        right = _ids(content)
        ids = list(right)
        while ids == right and len(ids) > 1:
            by.shuffle(ids)
        return ids

    def solution(self, content: Content) -> tuple[str, ...]:
        return tuple(f"{number}. {item['text']}" for number, item in enumerate(content["items"], 1))

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        shown = in_order(content["items"], response["order"] if response else order)
        return {
            "items": [{"id": item["id"], "text": item["text"]} for item in shown],
            "moved": response is not None,
        }

    def describe(self, content: Content, response: Response) -> str:
        items = in_order(content["items"], response["order"])
        return "; ".join(f"{number}. {item['text']}" for number, item in enumerate(items, 1))

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        """What was put at each place."""
        parts: list[Part] = []
        pairs = zip(in_order(content["items"], response["order"]), content["items"], strict=True)
        for place, (given, right) in enumerate(pairs, 1):
            fits = given["id"] == right["id"]
            parts.append(Part(str(given["text"]), fits, f"{place}."))
            parts += [] if fits else [Part(str(right["text"]), True, f"{place}.", given=False)]
        return tuple(parts)
