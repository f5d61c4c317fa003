"""What ``semantics.json`` says of a content type: its fields, typed.

Real semantics are sloppy (numbers as strings, labels missing, keys of the editor's own widgets); reading them never
fails. What a widget of its own needs stands in ``Field.raw``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from h5p_wrapper.versions import LibraryName

# Deeper semantics do not exist; the limit keeps a hostile file from exhausting the stack.
MAX_DEPTH = 40
_TRANSLATED = ("label", "description", "placeholder", "entity", "unit", "default")


@dataclass(frozen=True)
class Rule:
    """``field`` is a path relative to the field that is shown; ``equals`` are the values that show it."""

    field: str
    equals: tuple[Any, ...]


@dataclass(frozen=True)
class ShowWhen:
    rules: tuple[Rule, ...]
    all_of: bool = False
    null_when_hidden: bool = False


@dataclass(frozen=True)
class Option:
    value: Any
    label: str
    group: str = ""


@dataclass(frozen=True)
class Regexp:
    pattern: str
    modifiers: str = ""


@dataclass(frozen=True)
class Field:
    """``raw``: the whole of the field as it stands in the semantics, for widgets with keys of their own."""

    kind: ClassVar[str] = "unknown"

    name: str
    label: str = ""
    description: str = ""
    importance: str = "low"
    widget: str = ""
    optional: bool = False
    common: bool = False
    show_when: ShowWhen | None = None
    default: Any = None
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)

    @property
    def has_default(self) -> bool:
        return "default" in self.raw and self.default is not None


@dataclass(frozen=True)
class Unknown(Field):
    """A field of a type that H5P does not have; filtering drops its value."""


@dataclass(frozen=True)
class Text(Field):
    """``tags``: the HTML elements that may stand in it; ``None`` for plain text. ``fonts``: the styles allowed."""

    kind: ClassVar[str] = "text"

    placeholder: str = ""
    tags: tuple[str, ...] | None = None
    fonts: frozenset[str] = frozenset()
    enter_mode: str = ""
    max_length: int | None = None
    regexp: Regexp | None = None

    @property
    def is_html(self) -> bool:
        return self.tags is not None


@dataclass(frozen=True)
class Number(Field):
    kind: ClassVar[str] = "number"

    min: float | None = None
    max: float | None = None
    step: float | None = None
    decimals: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Boolean(Field):
    kind: ClassVar[str] = "boolean"


@dataclass(frozen=True)
class Select(Field):
    """Without options anything goes (a widget fills them in)."""

    kind: ClassVar[str] = "select"

    options: tuple[Option, ...] = ()
    multiple: bool = False


@dataclass(frozen=True)
class List(Field):
    kind: ClassVar[str] = "list"

    item: Field = field(default_factory=lambda: Unknown(""))
    entity: str = "item"
    min: int | None = None
    max: int | None = None
    default_count: int | None = None
    widgets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group(Field):
    """``is_sub_content``: its values carry a ``subContentId`` of their own."""

    kind: ClassVar[str] = "group"

    fields: tuple[Field, ...] = ()
    is_sub_content: bool = False
    expanded: bool = False

    @property
    def only_field(self) -> Field | None:
        """The field whose value stands for the whole group: H5P writes no object for a group of one."""
        return self.fields[0] if len(self.fields) == 1 and not self.is_sub_content else None


@dataclass(frozen=True)
class LibraryField(Field):
    """``options``: names with versions, as they are written (``H5P.Image 1.1``)."""

    kind: ClassVar[str] = "library"

    options: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def libraries(self) -> tuple[LibraryName, ...]:
        """The options that are names of libraries."""
        return tuple(name for written in self.options if (name := _library_name(written)))


def _library_name(written: str) -> LibraryName | None:
    try:
        return LibraryName.parse(written)
    except ValueError:
        return None


@dataclass(frozen=True)
class FileLike(Field):
    extra: tuple[str, ...] = ()
    copyright: bool = True


@dataclass(frozen=True)
class File(FileLike):
    kind: ClassVar[str] = "file"


@dataclass(frozen=True)
class Image(FileLike):
    kind: ClassVar[str] = "image"


@dataclass(frozen=True)
class Video(FileLike):
    kind: ClassVar[str] = "video"


@dataclass(frozen=True)
class Audio(FileLike):
    kind: ClassVar[str] = "audio"


_KINDS: dict[str, type[Field]] = {
    each.kind: each for each in (Text, Number, Boolean, Select, List, Group, LibraryField, File, Image, Video, Audio)
}


def parse(semantics: Any, language: Mapping[str, Any] | None = None) -> tuple[Field, ...]:
    """The fields of a content type. ``language``: a language file of the library (``{"semantics": […]}``)."""
    return _fields(semantics, language.get("semantics") if isinstance(language, Mapping) else None, 0)


def find(fields: Iterable[Field], path: str) -> Field | None:
    """The field at a path such as ``answers/answer``: lists are entered without a step of their own."""
    steps = [step for step in path.split("/") if step]
    found: Field | None = None
    inside = tuple(fields)
    for step in steps:
        found = next((each for each in inside if each.name == step), None)
        if found is None:
            return None
        inside = _children(found)
    return found


def walk(fields: Iterable[Field], path: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its path, as ``find`` takes it; a list's own item comes as ``list`` + its inner fields."""
    for each in fields:
        here = f"{path}/{each.name}" if path else each.name
        yield here, each
        yield from walk(_children(each), here)


def _children(of: Field) -> tuple[Field, ...]:
    while isinstance(of, List):
        of = of.item
        if not isinstance(of, Group | List):
            return (of,)
    return of.fields if isinstance(of, Group) else ()


def _fields(raw: Any, words: Any, depth: int) -> tuple[Field, ...]:
    if not isinstance(raw, list) or depth > MAX_DEPTH:
        return ()
    found = (_field(each, _at(words, index), depth) for index, each in enumerate(raw))
    return tuple(each for each in found if each is not None)


def _field(raw: Any, words: Any, depth: int) -> Field | None:
    if not isinstance(raw, Mapping):
        return None
    said = _translated(raw, words)
    kind = _KINDS.get(_text(raw.get("type")), Unknown)
    basis: dict[str, Any] = {
        "name": _text(raw.get("name")),
        "label": _text(said.get("label")),
        "description": _text(said.get("description")),
        "importance": _text(raw.get("importance")) or "low",
        "widget": _widget(raw),
        "optional": _true(raw.get("optional")),
        "common": _true(raw.get("common")),
        "show_when": _show_when(raw.get("showWhen")),
        "default": said.get("default"),
        "raw": MappingProxyType(said),
    }
    return kind(**basis, **_own(kind, said, words, depth))


def _own(kind: type[Field], raw: Mapping[str, Any], words: Any, depth: int) -> dict[str, Any]:
    """What only fields of this kind have."""
    if kind is Text:
        return _text_parts(raw)
    if kind is Number:
        bounds = {name: _number(raw.get(name)) for name in ("min", "max", "step")}
        return {**bounds, "decimals": _count(raw.get("decimals")), "unit": _text(raw.get("unit"))}
    if kind is Select:
        return {
            "options": tuple(_options(raw.get("options"), _get(words, "options"))),
            "multiple": _true(raw.get("multiple")),
        }
    if kind is List:
        return _list_parts(raw, words, depth)
    if kind is Group:
        return {
            "fields": _fields(raw.get("fields"), _get(words, "fields"), depth + 1),
            "is_sub_content": raw.get("isSubContent") is True,
            "expanded": _true(raw.get("expanded")),
        }
    if kind is LibraryField:
        named = (_get(each, "name") if isinstance(each, Mapping) else each for each in _sequence(raw.get("options")))
        return {
            "options": tuple(each for each in named if isinstance(each, str)),
            "extra": _names(raw.get("extraAttributes")),
        }
    if issubclass(kind, FileLike):
        return {"extra": _names(raw.get("extraAttributes")), "copyright": not _true(raw.get("disableCopyright"))}
    return {}


def _text_parts(raw: Mapping[str, Any]) -> dict[str, Any]:
    regexp, fonts = raw.get("regexp"), raw.get("font")
    pattern = _text(_get(regexp, "pattern"))
    return {
        "placeholder": _text(raw.get("placeholder")),
        "tags": _names(raw["tags"]) if isinstance(raw.get("tags"), list) else None,
        "fonts": frozenset(k for k, v in fonts.items() if v) if isinstance(fonts, Mapping) else frozenset(),
        "enter_mode": _text(raw.get("enterMode")),
        "max_length": _count(raw.get("maxLength")),
        "regexp": Regexp(pattern, _text(_get(regexp, "modifiers"))) if pattern else None,
    }


def _list_parts(raw: Mapping[str, Any], words: Any, depth: int) -> dict[str, Any]:
    item = _field(raw.get("field"), _get(words, "field"), depth + 1) if depth < MAX_DEPTH else None
    return {
        "item": item or Unknown(""),
        "entity": _text(raw.get("entity")) or "item",
        "min": _count(raw.get("min")),
        "max": _count(raw.get("max")),
        "default_count": _count(raw.get("defaultNum")),
        "widgets": tuple(_text(_get(each, "name")) for each in _sequence(raw.get("widgets"))),
    }


def _options(raw: Any, words: Any, group: str = "") -> Iterator[Option]:
    for index, each in enumerate(_sequence(raw)):
        said = _at(words, index)
        if _get(each, "type") == "optgroup" and not group:
            label = _text(_get(said, "label")) or _text(_get(each, "label"))
            yield from _options(_get(each, "options"), _get(said, "options"), label or "-")
        elif isinstance(_get(each, "value"), str | int | float):
            label = _text(_get(said, "label")) or _text(_get(each, "label")) or str(each["value"])
            yield Option(each["value"], label, group)


def _widget(raw: Mapping[str, Any]) -> str:
    """The widget ``showWhen`` wraps the real one, which it names itself."""
    named = _text(raw.get("widget"))
    return _text(_get(raw.get("showWhen"), "widget")) if named == "showWhen" else named


def _show_when(raw: Any) -> ShowWhen | None:
    rules = tuple(
        Rule(_text(each.get("field")), tuple(_sequence(each.get("equals"), alone=True)))
        for each in _sequence(_get(raw, "rules"))
        if isinstance(each, Mapping) and "field" in each
    )
    return ShowWhen(rules, _get(raw, "type") == "and", _true(_get(raw, "nullWhenHidden"))) if rules else None


def _translated(raw: Mapping[str, Any], words: Any) -> dict[str, Any]:
    """Language files mirror the semantics by position; only what people read is taken from them."""
    said = dict(raw)
    for key in _TRANSLATED:
        word = _get(words, key)
        if isinstance(word, str) and word and isinstance(raw.get(key), str):
            said[key] = word
    return said


def _get(raw: Any, key: str) -> Any:
    return raw.get(key) if isinstance(raw, Mapping) else None


def _at(raw: Any, index: int) -> Any:
    return raw[index] if isinstance(raw, list) and index < len(raw) else None


def _sequence(raw: Any, *, alone: bool = False) -> Sequence[Any]:
    if isinstance(raw, list):
        return raw
    return (raw,) if alone else ()


def _names(raw: Any) -> tuple[str, ...]:
    return tuple(each for each in _sequence(raw) if isinstance(each, str))


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""


def _true(raw: Any) -> bool:
    """Some semantics write ``"optional": "true"``."""
    return raw is True or (isinstance(raw, str) and raw.lower() == "true") or (isinstance(raw, int) and raw == 1)


def _number(raw: Any) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else number


def _count(raw: Any) -> int | None:
    number = _number(raw)
    return int(number) if number is not None and number >= 0 else None
