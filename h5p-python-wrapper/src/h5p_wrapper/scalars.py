"""Filtering of single values: numbers, yes or no, choices."""

from __future__ import annotations

import math
import re
from typing import Any

from h5p_wrapper import content_rules as rules
from h5p_wrapper.html_filter import escape
from h5p_wrapper.problems import Problems
from h5p_wrapper.semantics import Number, Select

_NUMBER = re.compile(r"\s{0,20}[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?\s{0,20}\Z", re.ASCII)
_LARGEST = 2**53  # beyond, JavaScript no longer counts one by one


def filter_number(value: Any, of: Number, problems: Problems, where: str, *, optional: bool) -> Any:
    """Within the bounds of its field. A number written as a string stays one, as the reference keeps it."""
    number = as_number(value)
    if number is None:
        if value is None or value == "":
            return None if optional else _in_bounds(_default(of), of)
        problems.add(rules.WRONG_TYPE, where, type=of.kind)
        return None if optional else _in_bounds(_default(of), of)
    now = _in_bounds(number, of)
    if now == number:
        return value.strip() if isinstance(value, str) else value
    problems.add(rules.OUT_OF_BOUNDS, where, value=value, now=now)
    return now


def filter_boolean(value: Any, problems: Problems, where: str) -> bool | None:
    if isinstance(value, bool):
        return value
    known = {0: False, 1: True, "0": False, "1": True, "true": True, "false": False}
    if isinstance(value, int | str) and value in known:
        return known[value]
    if value is not None:
        problems.add(rules.WRONG_TYPE, where, type="boolean")
    return None


def filter_select(value: Any, of: Select, problems: Problems, where: str, *, optional: bool) -> Any:
    """A strict choice outside of the options becomes the first of them; an optional one stays as it is, escaped."""
    allowed = {_written(option.value) for option in of.options}
    strict = bool(of.options) and not optional
    if of.multiple:
        values = value if isinstance(value, list) else [] if value is None else [value]
        written = [each for each in map(_written, values) if each is not None]
        kept = [each for each in written if not strict or each in allowed]
        if len(kept) < len(values):
            problems.add(rules.NOT_AN_OPTION, where, value=values, now="-")
        return [escape(each) for each in kept]
    if isinstance(value, list):
        value = value[0] if value else None
    found = _written(value)
    if strict and found not in allowed:
        first = _written(of.options[0].value) or ""
        if value is not None:
            problems.add(rules.NOT_AN_OPTION, where, value=value, now=first)
        found = first
    return None if found is None else escape(found)


def as_number(value: Any) -> int | float | None:
    """The number that it is or that it is written as; never infinite, never too large to count with."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        if not _NUMBER.match(value):
            return None
        value = float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) <= _LARGEST else value
    return value if abs(value) <= _LARGEST else None


def _default(of: Number) -> int | float:
    found = as_number(of.default)
    return 0 if found is None else found


def _in_bounds(number: int | float, of: Number) -> int | float:
    if of.min is not None and number < of.min:
        number = of.min
    if of.max is not None and number > of.max:
        number = of.max
    if of.step is not None and of.step >= 1 and float(of.step).is_integer():
        number -= math.fmod(int(number - (of.min or 0)), of.step)
    if of.decimals is not None and of.decimals <= 15:
        number = round(number, of.decimals)
    return int(number) if float(number).is_integer() and abs(number) <= _LARGEST else number


def _written(value: Any) -> str | None:
    """A choice as the string it is stored as."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value) if as_number(value) is not None else None
