"""The params of a content type as JSON Schema 2020-12: for editors, generators and tests that know nothing of H5P.

A content that fits the schema may still lose HTML that is not allowed; what filtering gives always fits.
"""

from __future__ import annotations

from typing import Any

from h5p_wrapper.licences import COPYRIGHT, METADATA
from h5p_wrapper.registry import Registry
from h5p_wrapper.semantics import (
    Audio,
    Boolean,
    Field,
    FileLike,
    Group,
    Image,
    LibraryField,
    List,
    Number,
    Select,
    Text,
    Video,
    parse,
)
from h5p_wrapper.versions import LibraryName

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SUB_CONTENT_ID = r"^\{?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\}?$"

Schema = dict[str, Any]


def json_schema(main: LibraryName, registry: Registry, *, language: str = "en") -> Schema:
    """Libraries that are not installed are left out of the choices. Raises ``KeyError`` for a main one that is not.

    What H5P knows and JSON Schema has no word for stands in ``x-h5p-…``: the widget, the importance, whether a text is
    common to all contents, the elements allowed in HTML.
    """
    if registry.get(main) is None:
        raise KeyError(str(main))
    run = _Export(registry, language)
    return {
        "$schema": DIALECT,
        "$id": f"h5p:{main.folder}",
        "$ref": run.reference(main),
        "$defs": run.definitions(),
    }


class _Export:
    def __init__(self, registry: Registry, language: str) -> None:
        self._registry, self._language = registry, language
        self._waiting: list[LibraryName] = []
        self._seen: set[LibraryName] = set()

    def reference(self, library: LibraryName) -> str:
        if library not in self._seen:
            self._seen.add(library)
            self._waiting.append(library)
        return f"#/$defs/{library.folder}"

    def definitions(self) -> Schema:
        made: Schema = {
            "metadata": self._object(METADATA.fields),
            "copyright": self._object(COPYRIGHT.fields),
            "file": self._file(),
        }
        while self._waiting:
            library = self._waiting.pop()
            words = self._registry.language(library, self._language)
            known = self._registry.get(library)
            fields = parse(self._registry.semantics(library) or [], words)
            made[library.folder] = {"title": known.title if known else str(library), **self._object(fields)}
        return made

    def _object(self, fields: tuple[Field, ...], **also: Schema) -> Schema:
        properties = {each.name: self._field(each) for each in fields}
        return {"type": "object", "properties": {**properties, **also}, "additionalProperties": False}

    def _field(self, of: Field) -> Schema:
        known = {
            "title": of.label,
            "description": of.description,
            "x-h5p-widget": of.widget,
            "x-h5p-importance": "" if of.importance == "low" else of.importance,
        }
        made: Schema = {key: text for key, text in known.items() if text}
        if of.common:
            made["x-h5p-common"] = True
        if of.has_default:
            made["default"] = of.default
        return {**made, **self._kind(of)}

    def _kind(self, of: Field) -> Schema:
        match of:
            case Text():
                return _text(of)
            case Number():
                return _number(of)
            case Boolean():
                return {"type": "boolean"}
            case Select():
                return _select(of)
            case List():
                # A list may hold too few: filtering does not invent items.
                return {
                    "type": "array",
                    "items": self._field(of.item),
                    **({"maxItems": of.max} if of.max is not None else {}),
                    **({"x-h5p-min": of.min} if of.min else {}),
                }
            case Group():
                if of.only_field is not None:
                    return self._field(of.only_field)
                also = {"subContentId": {"type": "string", "pattern": _SUB_CONTENT_ID}} if of.is_sub_content else {}
                return self._object(of.fields, **also)
            case LibraryField():
                return self._library(of)
            case Video() | Audio():
                return {"type": "array", "items": {"$ref": "#/$defs/file"}}
            case Image() | FileLike():
                return {"$ref": "#/$defs/file"}
        return {"not": {}}

    def _library(self, of: LibraryField) -> Schema:
        choices: list[Schema] = []
        for written in of.options:
            try:
                library = LibraryName.parse(written)
            except ValueError:
                continue
            if self._registry.get(library) is not None:
                choices.append(
                    {
                        "properties": {
                            "library": {"const": written},
                            "params": {"$ref": self.reference(library)},
                            "subContentId": {"type": "string", "pattern": _SUB_CONTENT_ID},
                            "metadata": {"$ref": "#/$defs/metadata"},
                            **{name: {} for name in of.extra},
                        },
                        "required": ["library", "params"],
                        "additionalProperties": False,
                    }
                )
        return {"type": "object", "oneOf": choices} if choices else {"not": {}}

    @staticmethod
    def _file() -> Schema:
        number: Schema = {"type": "integer"}
        return {
            "type": "object",
            "properties": {
                "path": {"type": "string", "minLength": 1},
                "mime": {"type": "string"},
                "width": number,
                "height": number,
                "bitrate": number,
                "codecs": {"type": "string"},
                "quality": {"type": "object"},
                "metadata": {"type": "object"},
                "copyright": {"$ref": "#/$defs/copyright"},
                "originalImage": {"$ref": "#/$defs/file"},
            },
            "required": ["path"],
        }


def _text(of: Text) -> Schema:
    made: Schema = {"type": "string"}
    if of.is_html:
        made["contentMediaType"] = "text/html"
        made["x-h5p-tags"] = list(of.tags or ())
    elif of.max_length is not None:
        made["x-h5p-max-length"] = of.max_length  # counted before escaping, which makes texts longer
    if of.regexp and not of.regexp.modifiers:
        made["pattern"] = f"^$|{of.regexp.pattern}"
    return made


def _number(of: Number) -> Schema:
    bounds = {"minimum": of.min, "maximum": of.max}
    number = {"type": "number", **{key: bound for key, bound in bounds.items() if bound is not None}}
    # H5P keeps numbers that were written as strings.
    return {"anyOf": [number, {"type": "string", "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*$"}]}


def _select(of: Select) -> Schema:
    values = [str(option.value) for option in of.options]
    one: Schema = {"type": "string"}
    if values and not of.optional:
        one["enum"] = values
    if values:
        one["x-h5p-options"] = [{"value": str(option.value), "label": option.label} for option in of.options]
    return {"type": "array", "items": one} if of.multiple else one
