"""What a corrected key says about an answer that was given before. Pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from fractions import Fraction
from typing import Any

from quizzes.grading import grade_response
from quizzes.kinds import KINDS, Content, Response
from quizzes.kinds.base import ResponseMismatch


class Misfit(StrEnum):
    KIND = "kind"  # another kind of question
    ANSWER = "answer"  # what was answered is not there any more
    SHOWN = "shown"  # it asks for something that was not shown


class KeyDoesNotFit(Exception):
    """The corrected question cannot judge this answer: the mark stays, graded by what was seen."""

    def __init__(self, why: Misfit) -> None:
        super().__init__(why)
        self.why = why


def carried(seen: Content, key: Content, response: Response) -> Response:
    """The response to what was ``seen``, as one to the corrected question. Raises KeyDoesNotFit."""
    if seen["kind"] != key["kind"]:
        raise KeyDoesNotFit(Misfit.KIND)
    carried = _in_new_gaps(seen, key, response) if "gaps" in key else response
    try:
        KINDS[key["kind"]].check(key, carried)
    except ResponseMismatch:
        raise KeyDoesNotFit(Misfit.ANSWER) from None
    if "choices" in key and not _right(key["choices"]) <= _ids(seen["choices"]):
        raise KeyDoesNotFit(Misfit.SHOWN)
    if "rows" in key:
        wanted = {row["option"] for row in key["rows"]}
        if not (_ids(key["rows"]) <= _ids(seen["rows"]) and wanted <= _ids(seen["options"])):
            raise KeyDoesNotFit(Misfit.SHOWN)
    return carried


def graded_by(seen: Content, key: Content | None, response: Response) -> tuple[Content, Response]:
    """What an answer is to be graded by: the corrected question, or what was seen where that cannot judge it."""
    if key is None:
        return seen, response
    try:
        return key, carried(seen, key, response)
    except KeyDoesNotFit:
        return seen, response


def regraded(seen: Content, key: Content, response: Response | None, before: Fraction, *, lowers: bool) -> Fraction:
    """The part of the mark from now on; lower than before only where that is wanted. Raises KeyDoesNotFit."""
    if response is None:
        return before
    now = grade_response(key, carried(seen, key, response)).fraction
    return now if lowers else max(before, now)


def is_same_key(one: Content, other: Content) -> bool:
    """Both grade alike, whatever else they say."""
    return bool(_key(one) == _key(other))


# What explains or asks, but grades nothing. Whatever a kind adds counts as its key.
_SAID = {
    "stem", "picture", "picture_alt", "audio", "hints", "explanation", "feedback", "feedback_correct",
    "feedback_incorrect", "shuffle", "pieces", "options", "traps",
}  # fmt: skip


def _key(content: Content) -> dict[str, Any]:
    key: dict[str, Any] = {name: value for name, value in content.items() if name not in _SAID}
    for name in ("choices", "rows"):
        if name in key:
            key[name] = {thing["id"]: _without(thing, _SAID | {"text"}) for thing in key[name]}
    if "gaps" in key:
        key["gaps"] = [_without(gap, {"choices"}) | {"fits": _fitting(gap)} for gap in key["gaps"]]
    if "items" in key:
        key["items"] = [item["id"] for item in key["items"]]
    return key


def _without(thing: Content, names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name not in names}


def _ids(things: Collection[Content]) -> set[str]:
    return {str(thing["id"]) for thing in things}


def _right(choices: Collection[Content]) -> set[str]:
    return {str(choice["id"]) for choice in choices if choice["correct"]}


def _fitting(gap: Content) -> set[str]:
    return {str(choice["text"]) for choice in gap.get("choices", ()) if choice["correct"]}


def _in_new_gaps(seen: Content, key: Content, response: Response) -> Response:
    """Gaps and their choices are numbered by place, so a choice is found again by its text."""
    old, new = ({gap["id"]: gap for gap in content["gaps"]} for content in (seen, key))
    if old.keys() != new.keys() or any(("choices" in old[gap]) != ("choices" in new[gap]) for gap in new):
        raise KeyDoesNotFit(Misfit.SHOWN)
    if any(not _fitting(new[gap]) <= {choice["text"] for choice in old[gap].get("choices", ())} for gap in new):
        raise KeyDoesNotFit(Misfit.SHOWN)
    return {"parts": {gap: _same_choice(old[gap], new[gap], value) for gap, value in response["parts"].items()}}


def _same_choice(old: Content, new: Content, value: str) -> str:
    if "choices" not in old:
        return value
    texts = {choice["id"]: choice["text"] for choice in old["choices"]}
    found = next((str(choice["id"]) for choice in new["choices"] if choice["text"] == texts.get(value)), None)
    if found is None:
        raise KeyDoesNotFit(Misfit.ANSWER)
    return found
