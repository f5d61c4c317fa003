"""Where something stands in a content, with the field of the semantics that says what it may be.

A path is the way through the JSON of the content: names of members and indices of lists. In a name of the form it is
written with dots after a ``p``: ``p.questions.0.params.question``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from h5p_wrapper.registry import Registry
from h5p_wrapper.semantics import Field, Group, LibraryField, List, parse
from h5p_wrapper.versions import LibraryName

Path = tuple[str | int, ...]
_PLAIN_NAME = re.compile(r"[\w\-]{1,100}\Z", re.ASCII)
DEEPEST = 60  # steps; a content that goes deeper cannot be written in forms


class NoSuchPlace(Exception):
    """The path leads nowhere in this content."""


class _Missing:
    """Not ``None``: a member can be there and be null."""

    def __bool__(self) -> bool:
        return False

    def __deepcopy__(self, memo: dict[int, Any]) -> _Missing:
        return self


MISSING: Any = _Missing()


class Types:
    """The installed content types as fields, in the language of the forms; for one request."""

    def __init__(self, registry: Registry, language: str = "id") -> None:
        self.registry = registry
        self.language = language
        self._fields: dict[LibraryName, tuple[Field, ...]] = {}

    def fields(self, name: LibraryName) -> tuple[Field, ...]:
        if name not in self._fields:
            words = self.registry.language(name, self.language)
            self._fields[name] = parse(self.registry.semantics(name), words)
        return self._fields[name]

    def has(self, name: LibraryName) -> bool:
        return self.registry.get(name) is not None

    def title(self, name: LibraryName) -> str:
        library = self.registry.get(name)
        return library.title if library else str(name)


@dataclass(frozen=True)
class Place:
    """``inside``: the library whose semantics the field belongs to. ``widgets``: of the fields around it."""

    path: Path
    field: Field
    value: Any
    inside: LibraryName
    widgets: tuple[str, ...] = ()
    common: bool = False  # an interface text: the field, or a group around it, says so

    @property
    def name(self) -> str:
        return spelled(self.path)

    @property
    def is_root(self) -> bool:
        return not self.path


def spelled(path: Path) -> str:
    return ".".join(("p", *map(str, path)))


def path_of(name: str) -> Path:
    """Raises ``NoSuchPlace``."""
    first, *steps = name.split(".")
    if first != "p" or len(steps) > DEEPEST:
        raise NoSuchPlace(name[:100])
    return tuple(int(step) if step.isascii() and step.isdigit() and len(step) < 6 else step for step in steps)


def root(types: Types, main: LibraryName, params: Any) -> Place:
    return Place((), _whole(types, main), params if isinstance(params, dict) else {}, main)


def _whole(types: Types, name: LibraryName) -> Group:
    """The fields of a library as one group; ``is_sub_content`` because it is an object however few they are."""
    return Group(name="", fields=types.fields(name), is_sub_content=True)


def named_library(value: Any) -> LibraryName | None:
    """The library that a value of a library field names, installed or not."""
    if not isinstance(value, Mapping):
        return None
    try:
        return LibraryName.parse(value.get("library"))
    except ValueError:
        return None


def parts_of(place: Place, types: Types) -> Iterator[Place]:
    """The places directly inside."""
    field, value = place.field, place.value
    around = (*place.widgets, field.widget) if field.widget else place.widgets
    if isinstance(field, Group):
        if field.only_field and not place.is_root:
            only = field.only_field
            yield Place(place.path, only, value, place.inside, around, place.common or only.common)
            return
        for each in field.fields:
            if _PLAIN_NAME.match(each.name):
                common = place.common or each.common
                yield Place((*place.path, each.name), each, _member(value, each.name), place.inside, around, common)
    elif isinstance(field, List):
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield Place((*place.path, index), field.item, item, place.inside, around, place.common)
    elif isinstance(field, LibraryField):
        name = named_library(value)
        if name and types.has(name):
            params = value.get("params")
            whole = Place((*place.path, "params"), _whole(types, name), params, name)
            yield from parts_of(whole, types)


def _member(value: Any, name: str) -> Any:
    return value.get(name, MISSING) if isinstance(value, Mapping) else MISSING


def find(types: Types, main: LibraryName, params: Any, path: Path) -> Place:
    """The outermost place at this path: of a group with one field, the group. Raises ``NoSuchPlace``."""
    here = root(types, main, params)
    while here.path != path:
        inner = [each for each in parts_of(here, types) if path[: len(each.path)] == each.path]
        if not inner:
            raise NoSuchPlace(spelled(path))
        here = inner[0]
    return here


def walk(place: Place, types: Types, depth: int = 0) -> Iterator[Place]:
    """The place and all inside it, outermost first."""
    yield place
    if depth < DEEPEST:
        for each in parts_of(place, types):
            yield from walk(each, types, depth + 1)


def changed(params: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy in which the value at ``path`` is what ``change`` makes of it; ``MISSING`` takes it away."""
    if not path:
        return change(params)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(params, list) or step >= len(params):
            raise NoSuchPlace(spelled(path))
        made = changed(params[step], rest, change)
        return [*params[:step], *([] if made is MISSING else [made]), *params[step + 1 :]]
    members = dict(params) if isinstance(params, Mapping) else {}
    made = changed(members.get(step, MISSING), rest, change)
    if made is MISSING:
        members.pop(step, None)
    else:
        members[step] = made
    return members


def copied(value: Any) -> Any:
    return deepcopy(value)
