"""Marking of the content types of our own (``h5p-types/``), as their scripts do it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from h5p_wrapper.mark import SEPARATOR, Mark, indexes
from h5p_wrapper.price_formula import values_of
from h5p_wrapper.scalars import as_number

_CENT = 0.005
_SIGNS = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#039;": "'"}


def plain(value: Any) -> str:
    """Text as its author wrote it: what filtering escaped, undone."""
    text = "" if value is None else str(value)
    return re.sub(r"&(?:amp|lt|gt|quot|#0?39);", lambda found: _SIGNS[found[0]], text)


def find_clues(params: Mapping[str, Any], response: str) -> Mark | None:
    """Each clue found is a point, each tap on something harmless takes one, never below nothing."""
    pieces = [piece for piece in params["pieces"] if plain(piece.get("text")).strip()]
    chosen = indexes(response, len(pieces))
    total = sum(piece.get("isClue") is True for piece in pieces)
    if chosen is None or not total:
        return None
    found = sum(pieces[index].get("isClue") is True for index in chosen)
    score = max(0, 2 * found - len(chosen))
    return Mark(score, total, score == total)


def order_steps(params: Mapping[str, Any], response: str) -> Mark | None:
    """A point for each step at its place. Empty: nothing was moved."""
    total = len(params["steps"])
    order = indexes(response, total)
    if order is None or not total or (order and len(order) != total):
        return None
    score = sum(index == place for place, index in enumerate(order))
    return Mark(score, total, score == total)


def price_calculator(params: Mapping[str, Any], response: str) -> Mark | None:
    """A point for each asked row within its tolerance. ``row=value`` joined by ``[,]``; empty: not answered."""
    rows = {plain(row.get("id")): row for row in params["rows"]}
    values = values_of({name: plain(row.get("formula")) for name, row in rows.items()})
    asked = [name for name, row in rows.items() if row.get("asked") is True and name in values]
    if not asked or len(rows) != len(params["rows"]):
        return None
    given: dict[str, float | None] = {}
    for text in response.split(SEPARATOR) if response else []:
        name, _, value = text.partition("=")
        if name not in asked or name in given or (value and as_number(value) is None):
            return None
        given[name] = as_number(value)
    score = 0
    for name in asked:
        answer, tolerance = given.get(name), max(_CENT, as_number(rows[name].get("tolerance")) or 0)
        score += answer is not None and abs(answer - values[name]) <= tolerance + 1e-9
    return Mark(score, len(asked), score == len(asked))
