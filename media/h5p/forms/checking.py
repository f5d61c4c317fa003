"""What in a content is not yet as its semantics want it. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from h5p_wrapper.patterns import matches
from h5p_wrapper.semantics import (
    Field,
    FileLike,
    Group,
    LibraryField,
    List,
    Number,
    Select,
    ShowWhen,
    Text,
    Video,
)
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.places import DEEPEST, MISSING, Path, Place, Types, named_library, parts_of, root
from media.h5p.forms.reading import is_number

NOT_DRAWN = ("none",)  # widgets of fields that an editor fills in without showing them


@dataclass(frozen=True)
class Trouble:
    """``code`` becomes words in ``words``; ``label`` is that of the field."""

    path: Path
    code: str
    label: str
    details: Mapping[str, Any] = field(default_factory=dict)


def check(types: Types, main: LibraryName, params: Any) -> list[Trouble]:
    """In the order of the fields."""
    return list(_check(root(types, main, params), types, None, 0))


def _check(place: Place, types: Types, siblings: Any, depth: int) -> Iterator[Trouble]:
    of = place.field
    if of.show_when and not is_shown(of.show_when, siblings):
        return
    if place.value is MISSING or place.value in ("", None):
        if not _may_be_empty(place):
            yield Trouble(place.path, "required", of.label)
        if not isinstance(of, Group):
            return
    yield from _wrong(place, types)
    if depth < DEEPEST:
        inner = list(parts_of(place, types))
        values = {str(each.path[-1]): each.value for each in inner if each.path}
        for each in inner:
            yield from _check(each, types, values, depth + 1)


def _may_be_empty(place: Place) -> bool:
    of = place.field
    if of.optional or of.widget in NOT_DRAWN or of.kind in ("boolean", "group", "unknown"):
        return True
    if isinstance(of, List):
        return not of.min
    return isinstance(of, Text | Number | Select) and of.has_default


def _wrong(place: Place, types: Types) -> Iterator[Trouble]:
    of, value = place.field, place.value
    found: tuple[str, dict[str, Any]] | None = None
    if isinstance(of, Number):
        found = _wrong_number(of, value)
    elif isinstance(of, Text) and isinstance(value, str):
        found = _wrong_text(of, value)
    elif isinstance(of, Select) and of.options:
        known = [option.value for option in of.options]
        chosen = value if of.multiple and isinstance(value, list) else [value]
        if any(each not in known for each in chosen):
            found = "choice", {}
    elif isinstance(of, List) and isinstance(value, list):
        if len(value) < (of.min or 0):
            found = "few", {"min": of.min}
        elif of.max is not None and len(value) > of.max:
            found = "many", {"max": of.max}
    elif isinstance(of, LibraryField):
        name = named_library(value)
        if name is None:
            found = None if of.optional else ("required", {})
        elif not types.has(name):
            found = "not_installed", {"library": str(name)}
        elif str(name) not in of.options:
            found = "not_allowed", {"library": str(name)}
    elif isinstance(of, FileLike):
        files = value if isinstance(value, list) else [value]
        if not isinstance(of, Video) and not of.optional and not any(_has_path(each) for each in files):
            found = "required", {}
    if found:
        yield Trouble(place.path, found[0], of.label, found[1])


def _has_path(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value.get("path"))


def _wrong_number(of: Number, value: Any) -> tuple[str, dict[str, Any]] | None:
    if not is_number(value):
        return "number", {}
    if of.min is not None and value < of.min:
        return "low", {"min": of.min}
    if of.max is not None and value > of.max:
        return "high", {"max": of.max}
    if of.decimals is not None and round(value, of.decimals) != value:
        return ("whole", {}) if of.decimals == 0 else ("decimals", {"decimals": of.decimals})
    return None


def _wrong_text(of: Text, value: str) -> tuple[str, dict[str, Any]] | None:
    plain = value if of.is_html else unescape(value)
    if of.max_length is not None and not of.is_html and len(plain) > of.max_length:
        return "long", {"max": of.max_length, "over": len(plain) - of.max_length}
    if of.regexp and not of.is_html and matches(of.regexp, plain) is False:  # None: nobody can say
        return "pattern", {}
    return None


def is_shown(condition: ShowWhen, siblings: Any) -> bool:
    """A rule about a field that is not beside this one is taken as fulfilled: it is better shown than lost."""
    met = [_met(rule.field, rule.equals, siblings) for rule in condition.rules]
    return all(met) if condition.all_of else any(met)


def _met(path: str, equals: tuple[Any, ...], siblings: Any) -> bool:
    steps = [step for step in path.split("/") if step and step != "."]
    if not steps or ".." in steps:
        return True
    value: Any = siblings
    for step in steps:
        if not isinstance(value, Mapping):
            return True
        value = value.get(step, MISSING)
    if value is MISSING:
        value = False if any(isinstance(each, bool) for each in equals) else None
    return any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in equals)


def label_of(of: Field) -> str:
    return of.label or of.name
