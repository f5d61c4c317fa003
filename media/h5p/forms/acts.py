"""What buttons do to a content: ``add``, ``remove``, ``up``, ``down``, ``copy``, ``choose``, ``clear``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from h5p_wrapper.semantics import LibraryField, List
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.fresh import fresh_item, library_value, options
from media.h5p.forms.places import (
    MISSING,
    NoSuchPlace,
    Path,
    Place,
    Types,
    changed,
    copied,
    find,
    named_library,
    path_of,
)

ACTS = frozenset({"add", "remove", "up", "down", "copy", "choose", "clear"})
MOST_ITEMS = 500  # in one list, whatever the semantics say


def carry_out(act: str, *, types: Types, main: LibraryName, params: Any, chosen: str = "") -> tuple[Any, Path]:
    """The changed content, and the place to look at then. ``act``: ``up p.answers.2``. Raises ``NoSuchPlace``.

    ``chosen``: for ``choose``, the library. What a list's limits do not let is not done.
    """
    kind, _, name = act.partition(" ")
    path = path_of(name)
    if kind == "add":
        return _add(find(types, main, params, path), types, params)
    if kind == "choose":
        return _choose(find(types, main, params, path), types, params, chosen)
    if kind == "clear":
        find(types, main, params, path)
        return changed(params, path, lambda _old: MISSING), path
    if kind in _IN_LIST and path and isinstance(path[-1], int):
        around = find(types, main, params, path[:-1])
        items = around.value if isinstance(around.value, list) else []
        if isinstance(around.field, List) and path[-1] < len(items):
            made, at = _IN_LIST[kind](items, path[-1], around.field)
            return changed(params, around.path, lambda _old: made), (*around.path, at) if made else around.path
    raise NoSuchPlace(act[:100])


def takes_away(act: str, params: Any, types: Types, main: LibraryName) -> bool:
    """Whether the act loses something that somebody may want back."""
    kind, _, name = act.partition(" ")
    if kind == "choose":
        return named_library(find(types, main, params, path_of(name)).value) is not None
    return kind in ("remove", "clear")


def _add(place: Place, types: Types, params: Any) -> tuple[Any, Path]:
    if not isinstance(place.field, List):
        raise NoSuchPlace(place.name)
    items = place.value if isinstance(place.value, list) else []
    if not may_grow(place.field, len(items)):
        return params, place.path
    made = [*items, fresh_item(place, types)]
    return changed(params, place.path, lambda _old: made), (*place.path, len(items))


def may_grow(field: List, count: int) -> bool:
    return count < min(field.max if field.max is not None else MOST_ITEMS, MOST_ITEMS)


def _choose(place: Place, types: Types, params: Any, chosen: str) -> tuple[Any, Path]:
    field = place.field
    if not isinstance(field, LibraryField):
        raise NoSuchPlace(place.name)
    named = next((each for each in options(field, types) if str(each) == chosen), None)
    if named is None:
        return params, place.path
    return changed(params, place.path, lambda _old: library_value(named, types)), place.path


def _remove(items: list[Any], at: int, field: List) -> tuple[list[Any], int]:
    left = [*items[:at], *items[at + 1 :]]
    return left, min(at, max(len(left) - 1, 0))


def _moved(by: int) -> Callable[[list[Any], int, List], tuple[list[Any], int]]:
    def move(items: list[Any], at: int, field: List) -> tuple[list[Any], int]:
        to = at + by
        if not 0 <= to < len(items):
            return items, at
        made = list(items)
        made[at], made[to] = made[to], made[at]
        return made, to

    return move


def _copy(items: list[Any], at: int, field: List) -> tuple[list[Any], int]:
    if not may_grow(field, len(items)):
        return items, at
    return [*items[: at + 1], with_new_ids(copied(items[at])), *items[at + 1 :]], at + 1


def with_new_ids(value: Any) -> Any:
    """A copy is another content: what is answered in it is not what was answered in the first."""
    if isinstance(value, Mapping):
        return {name: str(uuid4()) if name == "subContentId" else with_new_ids(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_new_ids(each) for each in value]
    return value


_IN_LIST: dict[str, Callable[[list[Any], int, List], tuple[list[Any], int]]] = {
    "remove": _remove,
    "up": _moved(-1),
    "down": _moved(1),
    "copy": _copy,
}
