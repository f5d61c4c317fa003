"""Marking again what a content claims, from the answers it reports and its own parameters. Pure.

Only where the server knows the type; everything else stays a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from progress.h5p_claims import Points

# (library, parameters, response) → points; None where the type or the answer cannot be marked
Marker = Callable[[str, Any, str], Points | None]


def marked_parts(
    main_library: str, params: Any, parts: list[dict[str, Any]], *, marker: Marker
) -> list[dict[str, Any]]:
    """The same parts, each with what the server finds in its response."""
    known = {"": (main_library, params), **dict(_sub_contents(params))}
    for part in parts:
        points = None
        if part["response"] is not None and part["sub"] in known:
            points = marker(*known[part["sub"]], part["response"])
        part["marked"] = points.as_json() if points else None
    return parts


def _sub_contents(params: Any) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Every content inside the content, at any depth: id, library, parameters."""
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name, library = value.get("subContentId"), value.get("library")
            if isinstance(name, str) and isinstance(library, str):
                yield name.lower(), (library, value.get("params"))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def marked_whole(parts: list[dict[str, Any]], claimed: Points | None) -> Points | None:
    """What the whole is worth by the server's own marks: of the content itself, or of all parts that carry points.

    None where a part that counts could not be marked, or the parts are not all there is.
    """
    own = next((part["marked"] for part in parts if not part["sub"]), None)
    if own:
        return Points(*own)
    counted = [part for part in parts if part["sub"] and part["claimed"]]
    if claimed is None or not counted or any(part["marked"] is None for part in counted):
        return None
    if sum(part["marked"][1] for part in counted) != claimed.most:
        return None
    return Points(sum(part["marked"][0] for part in counted), claimed.most)
