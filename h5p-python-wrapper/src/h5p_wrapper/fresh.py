"""What stands in a content before anybody has written something: defaults, and what a person can go on from."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from h5p_wrapper.semantics import Audio, Boolean, Field, FileLike, Group, LibraryField, List, Number, Video
from h5p_wrapper.versions import LibraryName

MOST_DEPTH = 40
_MOST_ITEMS = 100

Choose = Callable[[LibraryField, int], Any]
"""Gives the sub-content with which a field begins, at this depth; ``None`` for none."""


def new_uuid() -> str:
    return str(uuid.uuid4())


def _none(of: LibraryField, depth: int) -> None:
    return None


class Fresh:
    """Makes values for fields. ``new_id`` names what is answered by itself."""

    def __init__(self, *, new_id: Callable[[], str] = new_uuid, choose: Choose = _none) -> None:
        self._new_id, self._choose = new_id, choose

    def members(self, fields: tuple[Field, ...], depth: int = 0) -> dict[str, Any]:
        made = {each.name: self.value(each, depth + 1) for each in fields}
        return {name: value for name, value in made.items() if value is not None}

    def value(self, of: Field, depth: int = 0) -> Any:
        """``None``: nothing stands there."""
        if depth > MOST_DEPTH:
            return None
        if isinstance(of, Group):
            if of.only_field is not None:
                return self.value(of.only_field, depth + 1)
            made = self.members(of.fields, depth)
            return {**made, "subContentId": self._new_id()} if of.is_sub_content else made
        if isinstance(of, LibraryField):
            return self._choose(of, depth)
        if of.has_default:
            return copy.deepcopy(of.default)
        if isinstance(of, List):
            count = min(max(of.min or 0, of.default_count or 0), _MOST_ITEMS)
            return [self.item(of, depth + 1) for _ in range(count)]
        return False if isinstance(of, Boolean) else None

    def item(self, of: List, depth: int = 0) -> Any:
        made = self.value(of.item, depth)
        return empty(of.item) if made is None else made

    def sub_content(self, library: LibraryName, params: Mapping[str, Any], *, title: str, kind: str) -> dict[str, Any]:
        """``kind``: what the type is called. Both are texts of a content: escaped, where they come from people."""
        return {
            "library": str(library),
            "params": dict(params),
            "subContentId": self._new_id(),
            "metadata": {"contentType": kind, "license": "U", "title": title},
        }


def empty(of: Field) -> Any:
    """An item of a list has to be something."""
    if isinstance(of, Group):
        return {} if of.only_field is None else empty(of.only_field)
    if isinstance(of, List | Video | Audio):
        return []
    if isinstance(of, LibraryField | FileLike):
        return {}
    return (0 if of.min is None else of.min) if isinstance(of, Number) else ""
