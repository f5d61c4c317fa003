"""Statements as the frame sends them: read against a closed schema, bounded, and no more believed than that.

What comes out is small and flat; what a host does not need (extensions of strangers, the actor) is not kept.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from h5p_wrapper.scalars import as_number

MOST_BYTES = 64 * 1024
_MOST_DEPTH = 12
_TOP = frozenset(("id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version"))
_RESULT = frozenset(("score", "success", "completion", "response", "duration", "extensions"))
_SCORE = frozenset(("scaled", "raw", "min", "max"))
_ADL = "http://adlnet.gov/expapi/verbs/"
_ADL_VERBS = frozenset(
    [
        "answered",
        "asked",
        "attempted",
        "attended",
        "commented",
        "completed",
        "exited",
        "experienced",
        "failed",
        "imported",
        "initialized",
        "interacted",
        "launched",
        "mastered",
        "passed",
        "preferred",
        "progressed",
        "registered",
        "responded",
        "resumed",
        "scored",
        "shared",
        "suspended",
        "terminated",
        "voided",
        "downloaded",
        "copied",
        "accessed-reuse",
        "accessed-embed",
        "accessed-copyright",
    ]
)
_OTHER_VERBS = {"http://activitystrea.ms/schema/1.0/consume": "consumed"}
_INTERACTIONS = frozenset(
    [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
        "compound",
    ]
)
_SUB_CONTENT = re.compile(r"[0-9A-Za-z_\-{}]{1,64}\Z")
_DURATION = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?\Z")
_EXTENSION = "http://h5p.org/x-api/"
_LIBRARY = re.compile(r"https?://h5p\.org/libraries/([A-Za-z0-9_.\-]{1,200})-(\d{1,5})\.(\d{1,5})\Z")


class StatementRefused(ValueError):
    """``code`` is stable: ``size``, ``shape``, ``key``, ``verb``, ``object``, ``score``, ``response``, ``duration``."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


@dataclass(frozen=True)
class Score:
    """``raw`` lies between ``min`` and ``max``; ``scaled`` is worked out from them, whatever was sent."""

    raw: float
    min: float
    max: float

    @property
    def scaled(self) -> float:
        return (self.raw - self.min) / (self.max - self.min) if self.max > self.min else 0.0


@dataclass(frozen=True)
class Statement:
    """``content_id`` and ``sub_content_id`` as the frame gives them; a host compares the first with what it plays.

    ``is_main``: about the content as a whole. ``parent_id``: the sub-content around, ``None`` for the whole.
    ``description`` is what was asked, as text or HTML of the content. ``response`` is as the type writes it.
    """

    verb: str
    content_id: str | None
    sub_content_id: str | None = None
    parent_id: str | None = None
    has_parent: bool = False
    library: str | None = None
    name: str = ""
    description: str = ""
    interaction: str = ""
    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    response: str | None = None
    seconds: float | None = None

    @property
    def is_main(self) -> bool:
        return self.sub_content_id is None and not self.has_parent

    @property
    def is_final(self) -> bool:
        """Ends the content or a part of it, with or without a score."""
        return self.verb in ("completed", "answered")

    @classmethod
    def from_json(cls, data: Any, *, most_bytes: int = MOST_BYTES) -> Statement:
        """Raises ``StatementRefused``."""
        _check_size(data, most_bytes)
        _closed(data, _TOP, "statement")
        verb = _verb(data.get("verb"))
        about = _object(data.get("object"))
        result = data.get("result")
        if result is not None:
            _closed(result, _RESULT, "result")
        return cls(verb=verb, **about, **_context(data.get("context")), **_result(result or {}))


def _check_size(data: Any, most_bytes: int) -> None:
    if not isinstance(data, Mapping):
        raise StatementRefused("shape", "A statement is an object.")
    waiting: list[tuple[Any, int]] = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _MOST_DEPTH:
            raise StatementRefused("size", f"A statement is at most {_MOST_DEPTH} levels deep.")
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        waiting.extend((each, depth + 1) for each in inner)
    try:
        size = len(json.dumps(data, ensure_ascii=False, allow_nan=False).encode())
    except (ValueError, TypeError) as error:
        raise StatementRefused("shape", "A statement is JSON.") from error
    if size > most_bytes:
        raise StatementRefused("size", f"A statement has at most {most_bytes} bytes.")


def _closed(value: Any, keys: frozenset[str], what: str) -> None:
    if not isinstance(value, Mapping):
        raise StatementRefused("shape", f"The {what} is an object.")
    if not keys.issuperset(value):
        raise StatementRefused("key", f"The {what} has a key that is not known.")


def _verb(value: Any) -> str:
    known = value.get("id") if isinstance(value, Mapping) else None
    if isinstance(known, str):
        if known in _OTHER_VERBS:
            return _OTHER_VERBS[known]
        short = known.removeprefix(_ADL)
        if short != known and short in _ADL_VERBS:
            return short
    raise StatementRefused("verb", "The verb is not one that H5P uses.")


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise StatementRefused("object", "A statement is about an object.")
    definition = _mapping(value.get("definition"))
    extensions = _mapping(definition.get("extensions"))
    content_id = extensions.get(f"{_EXTENSION}h5p-local-content-id")
    if content_id is not None and (isinstance(content_id, bool) or not isinstance(content_id, str | int)):
        raise StatementRefused("object", "The id of the content is a text or a number.")
    sub_id = extensions.get(f"{_EXTENSION}h5p-subContentId") or _sub_content_of(value.get("id"))
    if sub_id is not None and not (isinstance(sub_id, str) and _SUB_CONTENT.match(sub_id)):
        raise StatementRefused("object", "The id of a part is a UUID.")
    interaction = definition.get("interactionType")
    return {
        "content_id": None if content_id is None else str(content_id)[:64],
        "sub_content_id": sub_id,
        "name": _words(definition.get("name"), 300),
        "description": _words(definition.get("description"), 4000),
        "interaction": interaction if isinstance(interaction, str) and interaction in _INTERACTIONS else "",
    }


def _context(value: Any) -> dict[str, Any]:
    activities = _mapping(_mapping(value).get("contextActivities"))
    parent = _first_id(activities.get("parent"))
    library = _LIBRARY.match(_first_id(activities.get("category")) or "")
    return {
        "has_parent": parent is not None,
        "parent_id": _sub_content_of(parent),
        "library": f"{library[1]} {int(library[2])}.{int(library[3])}" if library else None,
    }


def _result(value: Mapping[str, Any]) -> dict[str, Any]:
    for key in ("success", "completion"):
        if value.get(key) is not None and not isinstance(value[key], bool):
            raise StatementRefused("shape", f"“{key}” is true or false.")
    response = value.get("response")
    if response is not None and not isinstance(response, str):
        raise StatementRefused("response", "A response is a text.")
    return {
        "score": _score(value.get("score")),
        "success": value.get("success"),
        "completion": value.get("completion"),
        "response": response,
        "seconds": _seconds(value.get("duration")),
    }


def _score(value: Any) -> Score | None:
    """``None`` where there is none to speak of: H5P sends ``{raw: 0, max: 0}`` for parts that give no points."""
    if value is None:
        return None
    _closed(value, _SCORE, "score")
    numbers = {key: value[key] for key in value if value[key] is not None}
    if not all(_is_number(number) for number in numbers.values()):
        raise StatementRefused("score", "A score is made of numbers.")
    if "raw" not in numbers or "max" not in numbers:
        return None
    raw, low, high = float(numbers["raw"]), float(numbers.get("min", 0)), float(numbers["max"])
    if not low <= raw <= high:
        raise StatementRefused("score", "A score lies between its bounds.")
    return Score(raw, low, high) if high > low else None


def _is_number(value: Any) -> bool:
    return not isinstance(value, str) and as_number(value) is not None and abs(value) <= 1_000_000


def _seconds(value: Any) -> float | None:
    """ISO 8601, as far as H5P uses it; a clock that was set back while learning counts as none."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise StatementRefused("duration", "A duration is a text as PT12.3S.")
    found = _DURATION.match(value)
    if not found:
        if re.match(r"PT-[\d.]{1,20}S\Z", value):
            return None
        raise StatementRefused("duration", "A duration is a text as PT12.3S.")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return math.fsum((days * 86_400, hours * 3_600, minutes * 60, seconds))


def _first_id(value: Any) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    found = _mapping(first).get("id")
    return found if isinstance(found, str) else None


def _sub_content_of(address: Any) -> str | None:
    if not isinstance(address, str) or len(address) > 2000:
        return None
    try:
        found = parse_qs(urlsplit(address).query, max_num_fields=20).get("subContentId", [""])[0]
    except ValueError:
        return None
    return found if _SUB_CONTENT.match(found) else None


def _words(value: Any, most: int) -> str:
    """H5P writes every language under ``en-US``."""
    words = _mapping(value)
    found = words.get("en-US") or next(iter(words.values()), "")
    return found[:most] if isinstance(found, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
