"""Marking again what a content claims, from the answers it reports and its own parameters. Pure.

Only where the server knows the type; everything else stays a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from h5p_wrapper.marking import Response, is_marked_by_response, mark
from h5p_wrapper.marking import parts as parts_of

from progress.h5p_claims import Claim, Points, best_of


def _mark(library: str, params: Any, response: Response) -> Points | None:
    if not isinstance(params, Mapping):
        return None
    found = mark(library, params, response)
    return Points(found.score, found.max) if found and found.max > 0 else None


def _contents(main_library: str, params: Any) -> dict[str, tuple[str, Any]]:
    """Id of a part, empty for the whole → its library and params."""
    inside: dict[str, tuple[str, Any]] = {part.id.lower(): (part.library, part.params) for part in parts_of(params)}
    return inside | {"": (main_library, params)}


def marked_parts(main_library: str, params: Any, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same parts, each with what the server finds in its response; where it was marked before, with that mark."""
    known = _contents(main_library, params)
    for part in parts:
        if "marked" in part:
            continue
        points = None
        if part["response"] is not None and part["sub"] in known:
            points = _mark(*known[part["sub"]], part["response"])
        part["marked"] = points.as_json() if points else None
    return parts


def may_trust_claim(main_library: str, params: Any, parts: list[dict[str, Any]]) -> bool:
    """Whether the claimed points may decide where the server has none of its own.

    Not where a response should have given it some: garbage in the place of an answer, or none beside a score, would
    else be the way round the server's mark. Such a claim is kept and shown as one, and completes nothing by points.
    A set without a word of its parts is believed: some ask for no answers until the end, and then tell points alone.
    """
    known = _contents(main_library, params)
    if is_marked_by_response(main_library, params):
        return False
    unread = (part for part in parts if part["response"] is not None and part["marked"] is None)
    return not any(is_marked_by_response(*known[part["sub"]]) for part in unread if part["sub"] in known)


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
