"""Regular expressions from semantics, tried on people's text without letting them run away."""

from __future__ import annotations

import re
from functools import lru_cache

from h5p_wrapper.semantics import Regexp

_MOST_STEPS = 2_000_000
_QUANTIFIER = re.compile(r"[*+?]|\{\d*,?\d*\}")
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}|\{\d{3,}|\{\d*,\d{3,}\}")


def matches(regexp: Regexp, text: str) -> bool | None:
    """Whether it is found in ``text``; ``None`` where it cannot be said (not a pattern for Python, or a risky one)."""
    compiled = _compiled(regexp)
    if compiled is None:
        return None
    pattern, loops = compiled
    if len(text) ** max(loops, 1) > _MOST_STEPS:
        return None
    return bool(pattern.search(text))


@lru_cache(maxsize=256)
def _compiled(regexp: Regexp) -> tuple[re.Pattern[str], int] | None:
    """With the number of loops that can multiply each other; a loop inside a loop is refused."""
    if len(regexp.pattern) > 1000 or _has_nested_loops(regexp.pattern):
        return None
    flags = re.IGNORECASE if "i" in regexp.modifiers else re.NOFLAG
    flags |= re.MULTILINE if "m" in regexp.modifiers else re.NOFLAG
    flags |= re.DOTALL if "s" in regexp.modifiers else re.NOFLAG
    try:
        pattern = re.compile(regexp.pattern.replace(r"\/", "/"), flags)
    except (re.error, RecursionError, OverflowError):
        return None
    starts = 0 if regexp.pattern.startswith("^") else 1  # a search tries every place
    return pattern, len(_UNBOUNDED.findall(_bare(regexp.pattern))) + starts


def _bare(pattern: str) -> str:
    """Without escapes and the insides of character classes, so that only operators are left."""
    return re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "x", re.sub(r"\\[^\[\]]", "x", pattern), flags=re.DOTALL)


def _has_nested_loops(pattern: str) -> bool:
    """Is there a loop around a group that itself loops or offers a choice (``(a+)*``, ``(a|a)*``)?"""
    loops_inside = [False]
    bare, at = _bare(pattern), 0
    while at < len(bare):
        char = bare[at]
        if char == "(":
            loops_inside.append(False)
        elif char == ")" and len(loops_inside) > 1:
            inside = loops_inside.pop()
            follows = _QUANTIFIER.match(bare, at + 1)
            if inside and follows and _UNBOUNDED.match(follows[0]):
                return True
            loops_inside[-1] |= inside
        elif char == "|":
            loops_inside[-1] = True
        elif (found := _QUANTIFIER.match(bare, at)) and bare[at - 1 : at] != "(":
            loops_inside[-1] |= not found[0].strip("{}").isdigit()
        at += 1
    return False
