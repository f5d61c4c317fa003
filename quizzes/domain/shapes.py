"""A kind's content as the bank stores it, and as plain values that files carry."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from quizzes.formats.answers import plain_number
from quizzes.formats.model import Value
from quizzes.formats.text import rich, tidy
from quizzes.kinds.places import SMALLEST

_EXPLAINED: Value = {"feedback_correct": "", "feedback_incorrect": ""}
_CHOICES: Value = {"choices": [], "shuffle": True}
# Everything that a kind's content holds; fields that an old content lacks have these values.
SHAPES: dict[str, Value] = {
    "single_choice": _CHOICES,
    "multiple_choice": _CHOICES,
    "true_false": {"answer": "true", "if_true": "", "if_false": ""},
    "matching": _EXPLAINED | {"pairs": [], "decoys": []},
    "groups": _EXPLAINED | {"groups": []},
    "ordering": _EXPLAINED | {"items": [], "whole": False},
    "gaps": _EXPLAINED | {"text": ""},
    "number": _EXPLAINED | {"answer": "0", "tolerance": "0", "unit": "", "traps": []},
    "short_text": _EXPLAINED | {"accepted": [], "case": False, "ignore_spaces": False},
    "free_text": {"rubric": [], "example": "", "most_words": None},
    "scale": {"steps": []},
    "free_words": {},
    "places": {"places": []},
}
_ROWS: dict[str, Value] = {
    "choices": {"text": "", "correct": False, "feedback": ""},
    "pairs": {"left": "", "right": "", "feedback": ""},
    "groups": {"name": "", "things": []},
    "places": {"label": "", "x": 0, "y": 0, "width": SMALLEST, "height": SMALLEST, "correct": False, "feedback": ""},
    "traps": {"value": "0", "feedback": ""},
    "rubric": {"criterion": "", "points": 1, "levels": ""},
}
_WHOLE = {"points", "most_words"}
_NUMBERS = {"answer", "tolerance", "value"}


def plain_value(kind: str, raw: Any) -> Value:
    """Of a block's raw value: without ids, with every field of the kind."""
    return _filled(SHAPES[kind], raw, numeric=kind == "number")


def _filled(shape: Value, raw: Any, *, numeric: bool) -> Value:
    given = raw if isinstance(raw, dict) else {}
    return {name: _one(name, default, given.get(name), numeric=numeric) for name, default in shape.items()}


def _one(name: str, default: Any, given: Any, *, numeric: bool) -> Any:
    if isinstance(default, list):
        items = [_without_wrapping(item) for item in given or ()]
        if name in _ROWS:
            return [_filled(_ROWS[name], item, numeric=numeric) for item in items]
        return [tidy(str(item or "")).strip() for item in items]
    if isinstance(default, bool):
        return default if given is None else bool(given)
    if name in _WHOLE:
        return given if isinstance(given, int) else default
    if numeric and name in _NUMBERS:
        return _number(given)
    return default if given is None else tidy(str(given)).strip()


def _without_wrapping(item: Any) -> Any:
    is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
    return item["value"] if is_wrapped else item


def _number(given: Any) -> str:
    try:
        return plain_number(Decimal(str(given)))
    except InvalidOperation:  # a draft
        return "0"


def raw_value(value: Any) -> Any:
    """A plain value as raw data of its block: what stands in lists gets ids."""
    match value:
        case dict():
            return {name: raw_value(inner) for name, inner in value.items()}
        case list():
            return [{"type": "item", "value": raw_value(inner), "id": str(uuid4())} for inner in value]
    return value


def fingerprint(kind: str, stem: str, value: Value) -> str:
    """Of what a question says: the same twice is the same question."""
    said = json.dumps([kind, rich(stem), value], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
