"""Interface texts: fields that H5P calls common hold for all parts of one type in a content, and stand in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from h5p_wrapper.semantics import Field, Group, LibraryField, List
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.places import MISSING, Place, Types, changed, named_library, parts_of, root, walk


def common_places(params: Any, main: LibraryName, types: Types) -> Iterator[tuple[LibraryName, Place]]:
    """The first place of each type that has common fields: its content, or a part of it."""
    seen: set[LibraryName] = set()
    for place in walk(root(types, main, params), types):
        name = main if place.is_root else named_library(place.value) if isinstance(place.field, LibraryField) else None
        if name and name not in seen and types.has(name):
            seen.add(name)
            if any(_has_common(each) for each in types.fields(name)):
                yield name, place


def _has_common(field: Field) -> bool:
    if isinstance(field, Group):
        return field.common or any(_has_common(each) for each in field.fields)
    return field.common and not isinstance(field, List | LibraryField)


def spread(params: Any, main: LibraryName, types: Types) -> Any:
    """The common texts of the first part of each type, in all other parts of that type."""
    first: dict[tuple[LibraryName, tuple[str, ...]], Any] = {}
    after = params
    for place in walk(root(types, main, params), types):
        name = main if place.is_root else named_library(place.value) if isinstance(place.field, LibraryField) else None
        if not name or not types.has(name):
            continue
        for each in _common_of(place, types):
            steps = tuple(str(step) for step in each.path[len(place.path) :])
            value = first.setdefault((name, steps), each.value)
            if value is not MISSING and value != each.value:
                after = changed(after, each.path, lambda _old, value=value: value)
    return after


def _common_of(place: Place, types: Types) -> Iterator[Place]:
    """Leaves that are common, in the content of this library itself."""
    for each in parts_of(place, types):
        if isinstance(each.field, Group):
            yield from _common_of(each, types)
        elif each.common and not isinstance(each.field, List | LibraryField):
            yield each
