"""A content made step by step from the semantics of its type: what a form, an importer or a generator needs.

Paths are those of the content itself, ``answers/0/text``; a group of one field has no step of its own, and the inside
of a sub-content lies below ``params``: ``questions/0/params/answers``.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

from h5p_wrapper.filtering import Filtered, filter_content
from h5p_wrapper.fresh import MOST_DEPTH, Fresh, new_uuid
from h5p_wrapper.html_filter import escape, escape_written
from h5p_wrapper.registry import Registry
from h5p_wrapper.scalars import as_number
from h5p_wrapper.semantics import (
    Audio,
    Boolean,
    Field,
    FileLike,
    Group,
    LibraryField,
    List,
    Number,
    Select,
    Text,
    Video,
    parse,
)
from h5p_wrapper.versions import LibraryName


class BuildError(ValueError):
    """``code`` is stable: ``no-such-place``, ``wrong-type``, ``not-an-option``, ``out-of-bounds``, ``full``, ``few``,
    ``not-installed``."""

    def __init__(self, code: str, where: str, text: str) -> None:
        self.code, self.where = code, where
        super().__init__(f"{where or '/'}: {text}")


@dataclass(frozen=True)
class Place:
    """A place in a content: what may stand there, and what does (``None``: nothing)."""

    path: str
    field: Field
    value: Any


class Builder:
    """Starts with the defaults of the type, or with the params given. Each change is made whole or refused."""

    def __init__(
        self,
        main: LibraryName,
        registry: Registry,
        params: Mapping[str, Any] | None = None,
        *,
        language: str = "en",
        new_id: Callable[[], str] = new_uuid,
    ) -> None:
        """``language``: of the defaults, where the libraries bring translations. Raises ``BuildError``."""
        self.main, self._registry, self._language, self._new_id = main, registry, language, new_id
        self._fresh = Fresh(new_id=new_id)
        self._known: dict[LibraryName, tuple[Field, ...]] = {}
        fields = self.fields_of(main)
        self.params: dict[str, Any] = self._fresh.members(fields) if params is None else copy.deepcopy(dict(params))

    def fields_of(self, library: LibraryName) -> tuple[Field, ...]:
        """Raises ``BuildError`` for a library that is not installed."""
        if library not in self._known:
            if self._registry.get(library) is None:
                raise BuildError("not-installed", "", f"{library} is not installed.")
            words = self._registry.language(library, self._language)
            self._known[library] = parse(self._registry.semantics(library) or [], words)
        return self._known[library]

    def at(self, path: str) -> Place:
        """Raises ``BuildError`` where the content has no such place."""
        return self._walk(path)[-1]

    def get(self, path: str) -> Any:
        return copy.deepcopy(self.at(path).value)

    def set(self, path: str, value: Any) -> None:
        """Plain text is given as people write it and escaped here; HTML as it is. Sub-content: see ``choose``."""
        place = self.at(path)
        self._put(path, self._checked(value, place.field, path))

    def clear(self, path: str) -> None:
        """Nothing stands there any more; in a list use ``remove``."""
        self.at(path)
        parent, key = self._parent(path)
        if isinstance(parent, list):
            raise BuildError("wrong-type", path, "An item of a list is removed, not cleared.")
        parent.pop(key, None)

    def add(self, path: str, value: Any = None, *, at: int | None = None) -> str:
        """A new item of a list, with its defaults or with ``value``; gives its path."""
        of, items = self._list(path)
        if of.max is not None and len(items) >= of.max:
            raise BuildError("full", path, f"There is room for {of.max} items.")
        place = len(items) if at is None else max(0, min(at, len(items)))
        new = self._fresh.item(of, 1) if value is None else self._checked(value, of.item, f"{path}/{place}")
        items.insert(place, new)
        self._put(path, items)
        return f"{path}/{place}"

    def remove(self, path: str) -> None:
        """An item of a list."""
        of, items, at = self._item(path)
        if of.min is not None and len(items) <= of.min:
            raise BuildError("few", path, f"At least {of.min} items must stay.")
        del items[at]
        self._put(path.rpartition("/")[0], items)

    def move(self, path: str, to: int) -> str:
        """An item of a list to another place in it; gives its new path."""
        _, items, at = self._item(path)
        to = max(0, min(to, len(items) - 1))
        items.insert(to, items.pop(at))
        above = path.rpartition("/")[0]
        self._put(above, items)
        return f"{above}/{to}"

    def choose(self, path: str, library: LibraryName, *, title: str = "") -> None:
        """Puts a new sub-content of this type there, with its defaults."""
        place = self.at(path)
        if not isinstance(place.field, LibraryField):
            raise BuildError("wrong-type", path, "No content of another type belongs here.")
        if str(library) not in place.field.options:
            raise BuildError("not-an-option", path, f"{library} is none of the types allowed here.")
        self._put(path, self._sub_content(library, 1, title))

    def choices(self, path: str) -> list[LibraryName]:
        """The installed types that may be chosen there, in the order of the semantics."""
        field = self.at(path).field
        named = field.libraries if isinstance(field, LibraryField) else ()
        return [library for library in named if self._registry.get(library) is not None]

    def build(self, *, files: Container[str] | None = None) -> Filtered:
        """The content as it may be stored and shown."""
        return filter_content(self.params, self.main, self._registry, files=files)

    def _walk(self, path: str) -> list[Place]:
        whole = Group("", fields=self.fields_of(self.main), is_sub_content=True)
        places = [Place("", whole, self.params)]
        for step in [step for step in path.split("/") if step]:
            if len(places) > MOST_DEPTH * 2:
                raise BuildError("no-such-place", path, "The content is not as deep.")
            places.append(self._step(places[-1], step, path))
        return places

    def _step(self, place: Place, step: str, whole_path: str) -> Place:
        field, value = place.field, place.value
        here = f"{place.path}/{step}" if place.path else step
        while isinstance(field, Group) and field.only_field is not None:
            field = field.only_field
        if isinstance(field, Group):
            found = next((each for each in field.fields if each.name == step), None)
            if found is not None:
                return Place(here, found, value.get(step) if isinstance(value, Mapping) else None)
        elif isinstance(field, List):
            items = value if isinstance(value, list) else []
            if step.isascii() and step.isdigit() and int(step) < len(items):
                return Place(here, field.item, items[int(step)])
        elif isinstance(field, LibraryField) and step == "params" and isinstance(value, Mapping):
            try:
                library = LibraryName.parse(value.get("library"))
            except ValueError as error:
                raise BuildError("no-such-place", whole_path, "No type has been chosen there.") from error
            inside = Group("params", fields=self.fields_of(library), is_sub_content=True)
            return Place(here, inside, value.get("params"))
        raise BuildError("no-such-place", whole_path, f"There is no “{step}”.")

    def _parent(self, path: str) -> tuple[Any, Any]:
        """The object or list that holds this place, made where it was not there yet, and the key in it."""
        places = self._walk(path)[1:]
        holder: Any = self.params
        for place, below in itertools.pairwise(places):
            key = _key(holder, place)
            inner = holder[key] if isinstance(holder, list) else holder.get(key)
            if not isinstance(inner, dict | list):
                inner = [] if isinstance(below.field, List) and isinstance(place.field, List) else {}
                holder[key] = inner
            holder = inner
        return holder, _key(holder, places[-1])

    def _put(self, path: str, value: Any) -> None:
        if not path.strip("/"):
            raise BuildError("no-such-place", path, "The whole content is not set at once.")
        parent, key = self._parent(path)
        parent[key] = value

    def _list(self, path: str) -> tuple[List, list[Any]]:
        place = self.at(path)
        field = place.field
        while isinstance(field, Group) and field.only_field is not None:
            field = field.only_field
        if not isinstance(field, List):
            raise BuildError("wrong-type", path, "This is no list.")
        return field, list(place.value) if isinstance(place.value, list) else []

    def _item(self, path: str) -> tuple[List, list[Any], int]:
        above, _, step = path.rpartition("/")
        of, items = self._list(above)
        if not (step.isascii() and step.isdigit() and int(step) < len(items)):
            raise BuildError("no-such-place", path, "The list has no such item.")
        return of, items, int(step)

    def _sub_content(self, library: LibraryName, depth: int, title: str) -> dict[str, Any]:
        known = self._registry.get(library)
        kind = escape(known.title if known else library.machine_name)
        params = self._fresh.members(self.fields_of(library), depth)
        return self._fresh.sub_content(library, params, title=escape(title) or kind, kind=kind)

    def _checked(self, value: Any, of: Field, path: str) -> Any:
        match of:
            case Text():
                return _text(value, of, path)
            case Number():
                return _number(value, of, path)
            case Boolean() if isinstance(value, bool):
                return value
            case Select():
                return _select(value, of, path)
            case List() if isinstance(value, list):
                if of.max is not None and len(value) > of.max:
                    raise BuildError("full", path, f"There is room for {of.max} items.")
                return [self._checked(each, of.item, f"{path}/{at}") for at, each in enumerate(value)]
            case Group():
                return self._group(value, of, path)
            case LibraryField() if isinstance(value, Mapping) and str(value.get("library")) in of.options:
                return copy.deepcopy(dict(value))
            case Video() | Audio() if isinstance(value, list) and all(map(_is_file, value)):
                return copy.deepcopy(value)
            case FileLike() if not isinstance(of, Video | Audio) and _is_file(value):
                return copy.deepcopy(dict(value))
        raise BuildError("wrong-type", path, f"This is not of the kind “{of.kind}”.")

    def _group(self, value: Any, of: Group, path: str) -> Any:
        if of.only_field is not None:
            return self._checked(value, of.only_field, path)
        if not isinstance(value, Mapping):
            raise BuildError("wrong-type", path, "This is not of the kind “group”.")
        by_name = {each.name: each for each in of.fields}
        made: dict[str, Any] = (
            {"subContentId": value.get("subContentId") or self._new_id()} if of.is_sub_content else {}
        )
        for name, inner in value.items():
            if name in by_name:
                made[name] = self._checked(inner, by_name[name], f"{path}/{name}")
            elif not (of.is_sub_content and name == "subContentId"):
                raise BuildError("no-such-place", f"{path}/{name}", f"There is no “{name}”.")
        return made


def _key(holder: Any, place: Place) -> Any:
    step = place.path.rpartition("/")[2]
    return int(step) if isinstance(holder, list) else step


def _text(value: Any, of: Text, path: str) -> str:
    if not isinstance(value, str):
        raise BuildError("wrong-type", path, "This is not of the kind “text”.")
    if of.max_length is not None and len(value) > of.max_length:
        raise BuildError("out-of-bounds", path, f"A text here has at most {of.max_length} characters.")
    return value if of.is_html else escape_written(value)


def _number(value: Any, of: Number, path: str) -> Any:
    number = None if isinstance(value, str) else as_number(value)
    if number is None or not math.isfinite(number):
        raise BuildError("wrong-type", path, "This is not of the kind “number”.")
    if (of.min is not None and number < of.min) or (of.max is not None and number > of.max):
        low, high = "–∞" if of.min is None else of.min, "∞" if of.max is None else of.max
        raise BuildError("out-of-bounds", path, f"A number here lies between {low} and {high}.")
    return number


def _select(value: Any, of: Select, path: str) -> Any:
    values = value if of.multiple and isinstance(value, list) else [value]
    allowed = {str(option.value) for option in of.options}
    if not all(isinstance(each, str | int) and not isinstance(each, bool) for each in values):
        raise BuildError("wrong-type", path, "This is not of the kind “select”.")
    if allowed and not all(str(each) in allowed for each in values):
        raise BuildError("not-an-option", path, "This is none of the choices.")
    return [str(each) for each in values] if of.multiple else str(value)


def _is_file(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("path"), str)
