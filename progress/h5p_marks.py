"""Marking again what a content claims, from the answers it reports and its own parameters. Pure.

Only where the server knows the type; everything else stays a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from h5p_wrapper.marking import Response, mark
from h5p_wrapper.marking import parts as parts_of

from progress.h5p_claims import Claim, Points, best_of


def _mark(library: str, params: Any, response: Response) -> Points | None:
    if not isinstance(params, Mapping):
        return None
    found = mark(library, params, response)
    return Points(found.score, found.max) if found and found.max > 0 else None


def marked_parts(main_library: str, params: Any, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same parts, each with what the server finds in its response."""
    known: dict[str, tuple[str, Any]] = {part.id.lower(): (part.library, part.params) for part in parts_of(params)}
    known[""] = (main_library, params)
    for part in parts:
        points = None
        if part["response"] is not None and part["sub"] in known:
            points = _mark(*known[part["sub"]], part["response"])
        part["marked"] = points.as_json() if points else None
    return parts


def marked_best(main_library: str, params: Any, answers: Iterable[Claim]) -> Points | None:
    """Of several answers to the content itself the best, as with what is claimed: whoever tries again loses nothing."""
    return best_of(_mark(main_library, params, one.response) for one in answers if one.response is not None)


def marked_whole(main_library: str, params: Any, parts: list[dict[str, Any]], claimed: Points | None) -> Points | None:
    """What a content of several parts is worth by the server's own marks.

    None where a part that counts could not be marked, or the parts are not all there is.
    """
    names = {part.id.lower(): part.id for part in parts_of(params)}
    answered = [part for part in parts if part["sub"] in names and part["response"] is not None]
    if answered and (whole := _mark(main_library, params, {names[part["sub"]]: part["response"] for part in answered})):
        return whole
    counted = [part for part in parts if part["sub"] and part["claimed"]]
    if claimed is None or not counted or any(part["marked"] is None for part in counted):
        return None
    if sum(part["marked"][1] for part in counted) != claimed.most:
        return None
    return Points(sum(part["marked"][0] for part in counted), claimed.most)
