"""JSON as a stranger wrote it: bounded in size and depth, UTF-8, one meaning only."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from h5p_wrapper import rules
from h5p_wrapper.limits import Limits
from h5p_wrapper.problems import Problems, Rule, Severity

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[{\]}]")
_RISKY_ESCAPE = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)


class Invalid:
    """Stands for a file that could not be read; the reason is among the problems."""


INVALID = Invalid()


def read_json(
    data: bytes, where: str, limits: Limits, problems: Problems, *, twice: Rule = rules.JSON_TWICE
) -> Any | Invalid:
    """The value, or ``INVALID``. Keys that occur twice break the rule ``twice``; the last one counts."""
    if len(data) > limits.json_bytes:
        problems.add(rules.JSON_SIZE, where, size=len(data), limit=limits.json_bytes)
        return INVALID
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(rules.JSON_ENCODING, where)
        return INVALID
    if text.count(",") + text.count("[") + text.count("{") > limits.json_values:
        problems.add(rules.JSON_VALUES, where, limit=limits.json_values)
        return INVALID
    if _is_deeper(text, limits.json_depth):
        problems.add(rules.JSON_DEPTH, where, limit=limits.json_depth)
        return INVALID
    doubled: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            doubled.extend(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        return found

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=_refuse, parse_float=_finite)
    except ValueError as error:
        problems.add(rules.JSON_INVALID, where, reason=error)
        return INVALID
    if _RISKY_ESCAPE.search(text) and not all(map(_is_plain, texts_in(value, keys=True))):
        problems.add(rules.JSON_INVALID, where, reason="a text holds half a character or a NUL")
        return INVALID
    for key in doubled[:3]:
        problems.add(twice, where, key=printable(key))
    return INVALID if doubled and twice.severity is Severity.ERROR else value


def printable(text: str) -> str:
    """What can be shown in a terminal and a log: no control characters, no half characters."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _is_deeper(text: str, limit: int) -> bool:
    # Looked at before parsing: the parser recurses. The brackets of a valid document are those outside its strings.
    if text.count("[") + text.count("{") <= limit:
        return False
    depth = 0
    for found in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if found[0] in "[{" else -1
        if depth > limit:
            return True
    return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def texts_in(value: Any, *, keys: bool = False) -> Iterator[str]:
    """Every text in a JSON value, in no order; with the names of members, too."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting.extend(each if keys else ())
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


def _is_plain(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
