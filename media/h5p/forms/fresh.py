"""What a field holds before anybody has written something: its default, or what a person can go on from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from h5p_wrapper.fresh import Fresh
from h5p_wrapper.semantics import Field, Group, LibraryField, List
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.places import Place, Types

# Where the graphical editor of a type would let somebody draw, something new is put where it is seen: percent of the
# slide or the picture from the left and from the top, then width and height in the unit of the type.
_DRAWN: Mapping[str, tuple[tuple[float, float, float, float], ...]] = {
    "coursepresentation": ((5, 5, 90, 40), (5, 50, 90, 45), (5, 5, 42, 88), (52, 5, 42, 88)),
    "interactiveVideo": ((10, 10, 10, 10), (40, 10, 10, 10), (10, 50, 10, 10), (40, 50, 10, 10)),
    "dragQuestion": tuple((5 + 24 * column, 5 + 22 * row, 5, 2.5) for row in range(4) for column in range(4)),
}
PLACED = ("x", "y", "width", "height")


def fresh_members(fields: tuple[Field, ...], types: Types) -> dict[str, Any]:
    return _fresh(types).members(fields)


def _fresh(types: Types) -> Fresh:
    """Where only one type may stand and something has to, it stands there."""

    def choose(of: LibraryField, depth: int) -> Any:
        usable = options(of, types)
        return library_value(usable[0], types, depth=depth) if len(usable) == 1 and not of.optional else None

    return Fresh(choose=choose)


def options(field: LibraryField, types: Types) -> list[LibraryName]:
    """The installed libraries that may stand in a field, in its own order."""
    return [name for name in field.libraries if types.has(name)]


def library_value(name: LibraryName, types: Types, *, depth: int = 0) -> dict[str, Any]:
    made, title = _fresh(types), types.title(name)
    return made.sub_content(name, made.members(types.fields(name), depth + 1), title=title, kind=title)


def fresh_item(place: Place, types: Types) -> Any:
    """A new item for the list at this place, put where it is seen if it is something to be drawn."""
    assert isinstance(place.field, List)
    made = _fresh(types).item(place.field)
    drawn = next((_DRAWN[each] for each in reversed(place.widgets) if each in _DRAWN), None)
    if isinstance(made, dict) and drawn and isinstance(place.field.item, Group):
        there = {each.name for each in place.field.item.fields}
        count = len(place.value) if isinstance(place.value, list) else 0
        if {"x", "y"} <= there:
            placed = dict(zip(PLACED, drawn[count % len(drawn)], strict=True))
            made |= {name: value for name, value in placed.items() if name in there}
    return made
