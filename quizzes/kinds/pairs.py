"""To each row one of several options: matching pairs, and sorting things into groups."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
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

FIELD = "part-"  # and the id of the row


def _texts(things: Sequence[Content]) -> dict[str, str]:
    return {str(thing["id"]): str(thing["text"]) for thing in things}


class Matching:
    """Rows keep the author's order, options are mixed. Each row weighs the same."""

    name = "matching"
    marking: Marking = "key"
    template = "quizzes/kinds/matching.html"

    def read(self, content: Content, posted: Posted) -> Response | None:
        given = {str(row["id"]): next(iter(posted.get(f"{FIELD}{row['id']}", ())), "") for row in content["rows"]}
        response = {"parts": {row: option for row, option in given.items() if option}}
        if not response["parts"]:
            return None
        self.check(content, response)
        return response

    def check(self, content: Content, response: Response) -> None:
        parts, options = response.get("parts"), _texts(content["options"])
        if not isinstance(parts, dict) or not parts or not parts.keys() <= _texts(content["rows"]).keys():
            raise ResponseMismatch("unknown row")
        if any(option not in options for option in parts.values()):
            raise ResponseMismatch("unknown option")

    def grade(self, content: Content, response: Response) -> Grade:
        self.check(content, response)
        parts = response["parts"]
        wrong = [row for row in content["rows"] if parts.get(row["id"]) != row["option"]]
        fraction = 1 - Fraction(len(wrong), len(content["rows"]))
        return Grade(fraction, general_feedback(content, fraction), self._fitting(content, wrong))

    def _fitting(self, content: Content, rows: Sequence[Content]) -> tuple[str, ...]:
        options = _texts(content["options"])
        fitting = ((f"{row['text']} – {options[row['option']]}", row["feedback"]) for row in rows)
        return tuple(f"{pair}. {feedback}" if feedback else pair for pair, feedback in fitting)

    def solution(self, content: Content) -> tuple[str, ...]:
        return self._fitting(content, content["rows"])

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        ids = [str(option["id"]) for option in content["options"]]
        by.shuffle(ids)
        return ids

    def learner_view(self, content: Content, order: Sequence[str], response: Response | None) -> dict[str, Any]:
        chosen = response["parts"] if response else {}
        return {
            "rows": [
                {"id": row["id"], "text": row["text"], "chosen": chosen.get(row["id"], "")}
                for row in in_order(content["rows"], order)
            ],
            "options": [{"id": option["id"], "text": option["text"]} for option in in_order(content["options"], order)],
        }

    def describe(self, content: Content, response: Response) -> str:
        options = _texts(content["options"])
        parts = response["parts"]
        return "; ".join(
            f"{row['text']} – {options[parts[row['id']]]}" for row in content["rows"] if row["id"] in parts
        )

    def parts(self, content: Content, response: Response) -> tuple[Part, ...]:
        options, chosen = _texts(content["options"]), response["parts"]
        parts: list[Part] = []
        for row in content["rows"]:
            right, given = row["option"], chosen.get(row["id"])
            if given is not None:
                parts.append(Part(options[given], given == right, str(row["text"])))
            if given != right:
                parts.append(Part(options[right], True, str(row["text"]), given=False))
        return tuple(parts)


class Groups(Matching):
    """Things (rows) are mixed, because their author writes them group by group; groups keep their order."""

    name = "groups"
    marking: Marking = "key"
    template = "quizzes/kinds/groups.html"

    def mixed(self, content: Content, by: random.Random) -> list[str]:
        ids = [str(row["id"]) for row in content["rows"]]
        by.shuffle(ids)
        return ids
