"""What a field holds before anybody has written something: its default, or what a person can go on from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from h5p_wrapper.semantics import Boolean, Field, Group, LibraryField, List, Number
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.places import DEEPEST, MISSING, Place, Types

# Where the graphical editor of a type would let somebody draw, something new is put where it is seen: percent of the
# slide or the picture from the left and from the top, then width and height in the unit of the type.
_DRAWN: Mapping[str, tuple[tuple[float, float, float, float], ...]] = {
    "coursepresentation": ((5, 5, 90, 40), (5, 50, 90, 45), (5, 5, 42, 88), (52, 5, 42, 88)),
    "interactiveVideo": ((10, 10, 10, 10), (40, 10, 10, 10), (10, 50, 10, 10), (40, 50, 10, 10)),
    "dragQuestion": tuple((5 + 24 * column, 5 + 22 * row, 5, 2.5) for row in range(4) for column in range(4)),
}
PLACED = ("x", "y", "width", "height")


def fresh(field: Field, types: Types, *, depth: int = 0) -> Any:
    """``MISSING`` where the member is best left out."""
    if field.has_default and not isinstance(field, Group | LibraryField):
        return json.loads(json.dumps(field.default))
    if isinstance(field, Boolean):
        return False
    if depth > DEEPEST:
        return MISSING
    if isinstance(field, List):
        count = max(field.min or 0, field.default_count or 0)
        items = [fresh(field.item, types, depth=depth + 1) for _ in range(min(count, 100))]
        return [item if item is not MISSING else blank(field.item) for item in items]
    if isinstance(field, Group):
        if field.only_field:
            return fresh(field.only_field, types, depth=depth + 1)
        return fresh_members(field.fields, types, depth=depth + 1)
    if isinstance(field, LibraryField):
        usable = options(field, types)
        return library_value(usable[0], types) if len(usable) == 1 and not field.optional else MISSING
    return MISSING


def fresh_members(fields: tuple[Field, ...], types: Types, *, depth: int = 0) -> dict[str, Any]:
    made = {each.name: fresh(each, types, depth=depth) for each in fields}
    return {name: value for name, value in made.items() if value is not MISSING}


def blank(field: Field) -> Any:
    """For a new item of a list, which has to be something."""
    if isinstance(field, Group):
        return blank(field.only_field) if field.only_field else {}
    if isinstance(field, List):
        return []
    if isinstance(field, LibraryField):
        return {}
    return 0 if isinstance(field, Number) else ""


def options(field: LibraryField, types: Types) -> list[LibraryName]:
    """The installed libraries that may stand in a field, in its own order."""
    found = []
    for each in field.options:
        try:
            name = LibraryName.parse(each)
        except ValueError:
            continue
        if types.has(name):
            found.append(name)
    return found


def library_value(name: LibraryName, types: Types) -> dict[str, Any]:
    return {
        "library": str(name),
        "params": fresh_members(types.fields(name), types, depth=1),
        "subContentId": str(uuid4()),
        "metadata": {"contentType": types.title(name), "license": "U", "title": types.title(name)},
    }


def fresh_item(place: Place, types: Types) -> Any:
    """A new item for the list at this place, put where it is seen if it is something to be drawn."""
    assert isinstance(place.field, List)
    made = fresh(place.field.item, types)
    made = blank(place.field.item) if made is MISSING else made
    drawn = next((_DRAWN[each] for each in reversed(place.widgets) if each in _DRAWN), None)
    if isinstance(made, dict) and drawn and isinstance(place.field.item, Group):
        there = {each.name for each in place.field.item.fields}
        count = len(place.value) if isinstance(place.value, list) else 0
        if {"x", "y"} <= there:
            placed = dict(zip(PLACED, drawn[count % len(drawn)], strict=True))
            made |= {name: value for name, value in placed.items() if name in there}
    return made
