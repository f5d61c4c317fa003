"""Semantic filtering: what of a content its content type knows, made harmless; the reference's second layer.

H5P's core filters every content before it is shown; so must a host, as content types put texts into the page as
HTML. The rules are the core's (``H5PContentValidator``), with the differences docs/filtering.md lists.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from h5p_wrapper import content_rules as rules
from h5p_wrapper.file_values import FileValues
from h5p_wrapper.html_filter import HtmlFilter, escape
from h5p_wrapper.licences import METADATA
from h5p_wrapper.patterns import matches
from h5p_wrapper.problems import Problems
from h5p_wrapper.registry import Registry
from h5p_wrapper.scalars import filter_boolean, filter_number, filter_select
from h5p_wrapper.semantics import (
    Boolean,
    Field,
    FileLike,
    Group,
    LibraryField,
    List,
    Number,
    Select,
    Text,
    parse,
)
from h5p_wrapper.versions import LibraryName

# A value this deep inside of values is left out; the deepest real content seen has 30 levels.
MAX_DEPTH = 80
CONTENT = "content/content.json"
_SUB_CONTENT_ID = re.compile(r"\{?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\}?\Z")


@dataclass(frozen=True)
class Filtered:
    """``libraries``: what the content uses, sub-content before what holds it, the main library last: the roots for
    ``dependencies.resolve`` in the order the reference walks them."""

    params: dict[str, Any]
    problems: Problems
    libraries: tuple[LibraryName, ...]


def filter_content(
    params: Any,
    main: LibraryName,
    registry: Registry,
    *,
    files: Container[str] | None = None,
) -> Filtered:
    """``params``: parsed content.json, left as it is. ``files``: names below ``content/``, to say which are missing.

    Never raises for any JSON; where nothing can be kept (no object, or the main library is not there) the params are
    empty and ``problems.errors`` says why.
    """
    run = _Filter(registry, files)
    if not isinstance(params, Mapping):
        run.problems.add(rules.NOT_AN_OBJECT, CONTENT)
        return Filtered({}, run.problems, ())
    kept = run.content(params, main, f"{CONTENT}#", 0)
    return Filtered(kept or {}, run.problems, tuple(run.libraries))


def filter_metadata(metadata: Any, problems: Problems | None = None, where: str = "h5p.json#") -> dict[str, Any]:
    """The metadata of a content or of a part of it; without a licence it is “undisclosed” (``U``)."""
    run = _Filter(_NOTHING, None, problems)
    return run.metadata(metadata, where)


class _Nothing:
    def get(self, name: LibraryName) -> None:
        return None

    def versions(self, machine_name: str) -> tuple[()]:
        return ()

    def addons(self) -> tuple[()]:
        return ()

    def semantics(self, name: LibraryName) -> None:
        return None

    def language(self, name: LibraryName, code: str) -> None:
        return None


_NOTHING = _Nothing()


class _Filter:
    """One run over one content."""

    def __init__(self, registry: Registry, files: Container[str] | None, problems: Problems | None = None) -> None:
        self.registry = registry
        self.problems = Problems() if problems is None else problems
        self.libraries: dict[LibraryName, None] = {}
        self._fields: dict[LibraryName, tuple[Field, ...] | None] = {}
        self._of = "h5p"  # the library whose fields are looked at, for messages
        self._file_values = FileValues(self.problems, files, self._copyright)

    def content(self, params: Any, library: LibraryName, where: str, depth: int) -> dict[str, Any] | None:
        """The params of a library; ``None`` where it is not there."""
        fields = self._fields_of(library)
        if fields is None:
            self.problems.add(rules.NO_SEMANTICS, where, library=library)
            return None
        outer, self._of = self._of, str(library)
        kept = self._members(params if isinstance(params, Mapping) else {}, fields, where, depth)
        self._of = outer
        self.libraries[library] = None
        return kept

    def metadata(self, metadata: Any, where: str) -> dict[str, Any]:
        given = {"license": "U", **metadata} if isinstance(metadata, Mapping) else {"license": "U"}
        return self._members(given, METADATA.fields, where, 0)

    def _fields_of(self, library: LibraryName) -> tuple[Field, ...] | None:
        if library not in self._fields:
            there = self.registry.get(library)
            self._fields[library] = None if there is None else parse(self.registry.semantics(library) or [])
        return self._fields[library]

    def _value(self, value: Any, of: Field, where: str, depth: int, optional: bool = False) -> Any:
        """The value as it may stay; ``None`` where nothing of it may."""
        if depth > MAX_DEPTH:
            self.problems.add(rules.TOO_DEEP, where)
            return None
        optional = optional or of.optional
        match of:
            case Text():
                return self._text(value, of, where, optional)
            case Number():
                return filter_number(value, of, self.problems, where, optional=optional)
            case Boolean():
                return filter_boolean(value, self.problems, where)
            case Select():
                return filter_select(value, of, self.problems, where, optional=optional)
            case List():
                return self._list(value, of, where, depth)
            case Group():
                return self._group(value, of, where, depth, optional)
            case LibraryField():
                return self._library(value, of, where, depth)
            case FileLike():
                return self._file_values(value, of, where)
            case _:
                self.problems.add(rules.UNKNOWN_TYPE, where, library=self._of, type=of.raw.get("type", ""))
                return None

    def _text(self, value: Any, of: Text, where: str, optional: bool) -> str | None:
        if not isinstance(value, str):
            if value is not None:
                self.problems.add(rules.WRONG_TYPE, where, type=of.kind)
            value = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
        text = self._html(value, of, where) if of.tags is not None else escape(value)
        if of.max_length is not None:
            text = self._cut(text, of, of.max_length, where)
        if of.regexp and not (optional and not text):
            fits = matches(of.regexp, text)
            if fits is None:
                self.problems.add(rules.PATTERN_NOT_CHECKED, where, library=self._of)
            elif not fits:
                self.problems.add(rules.NOT_MATCHING, where, value=text)
                return ""
        return text

    def _html(self, value: str, of: Text, where: str) -> str:
        text = _html_filter(of.tags or (), of.fonts)(value)
        if text.count("<") != value.count("<"):
            self.problems.add(rules.HTML_CHANGED, where)
        return text

    def _cut(self, text: str, of: Text, limit: int, where: str) -> str:
        """At a length that people see: an entity is one character; no tag is cut in two."""
        pieces = _PIECES.findall(text) if len(text) > limit else ()
        # The core counts tags as well where there are any; so does this.
        used, kept = 0, 0
        for piece in pieces:
            used += len(piece) if piece.startswith("<") else 1
            if used > limit:
                self.problems.add(rules.TEXT_CUT, where, limit=limit)
                cut = text[:kept]
                return _html_filter(of.tags, of.fonts)(cut) if of.tags is not None else cut
            kept += len(piece)
        return text

    def _list(self, value: Any, of: List, where: str, depth: int) -> list[Any] | None:
        if not isinstance(value, list):
            if value is not None:
                self.problems.add(rules.WRONG_TYPE, where, type=of.kind)
            return None
        if of.max is not None and len(value) > of.max:
            self.problems.add(rules.LIST_CUT, where, limit=of.max)
            value = value[: of.max]
        kept = (self._value(each, of.item, f"{where}/{index}", depth + 1) for index, each in enumerate(value))
        return [each for each in kept if each is not None] or None

    def _group(self, value: Any, of: Group, where: str, depth: int, optional: bool) -> Any:
        if of.only_field is not None:
            return self._value(value, of.only_field, where, depth + 1, of.optional)
        if not isinstance(value, Mapping):
            if value is not None and value != []:  # PHP writes an empty object as an empty list
                self.problems.add(rules.WRONG_TYPE, where, type=of.kind)
            return None
        kept = self._members(value, of.fields, where, depth, optional, also=of.is_sub_content)
        if of.is_sub_content:
            self._keep_sub_content_id(value, kept, where)
        return kept

    def _members(
        self,
        value: Mapping[str, Any],
        fields: tuple[Field, ...],
        where: str,
        depth: int,
        optional: bool = False,
        *,
        also: bool = False,
    ) -> dict[str, Any]:
        by_name = {each.name: each for each in reversed(fields)}
        kept: dict[str, Any] = {}
        for key, inner in value.items():
            known = by_name.get(key)
            here = f"{where}/{_pointer(key)}"
            if known is None:
                if not (also and key == "subContentId"):
                    self.problems.add(rules.UNKNOWN_KEY, where, key=key, library=self._of)
                continue
            filtered = self._value(inner, known, here, depth + 1, optional)
            if filtered is not None:
                kept[key] = filtered
        return kept

    def _library(self, value: Any, of: LibraryField, where: str, depth: int) -> dict[str, Any] | None:
        if not isinstance(value, Mapping) or not isinstance(value.get("library"), str):
            if value:
                self.problems.add(rules.WRONG_TYPE, where, type=of.kind)
            return None
        library = self._allowed(value["library"], of, where)
        params = self.content(value.get("params"), library, f"{where}/params", depth + 1) if library else None
        if library is None or params is None:
            return None
        kept: dict[str, Any] = {}
        for key, inner in value.items():
            if key == "library":
                kept[key] = value["library"]
            elif key == "params":
                kept[key] = params
            elif key == "metadata" and inner is not None:
                kept[key] = self.metadata(inner, f"{where}/metadata")
            elif key in of.extra:
                kept[key] = self._file_values.plain(inner)
            elif key not in ("subContentId", "metadata"):
                self.problems.add(rules.UNKNOWN_KEY, where, key=key, library=self._of)
        kept.setdefault("params", params)
        self._keep_sub_content_id(value, kept, where)
        return kept

    def _allowed(self, written: str, of: LibraryField, where: str) -> LibraryName | None:
        try:
            library = LibraryName.parse(written)
        except ValueError:
            library = None
        if library is not None and written in of.options:
            return library
        same = [each for each in of.options if each.split(" ")[0] == written.split(" ")[0]]
        if same:
            self.problems.add(rules.LIBRARY_OTHER_VERSION, where, library=written, wanted=same[0])
        else:
            self.problems.add(rules.LIBRARY_NOT_ALLOWED, where, library=written, allowed=", ".join(of.options))
        return None

    def _keep_sub_content_id(self, value: Mapping[str, Any], kept: dict[str, Any], where: str) -> None:
        given = value.get("subContentId")
        if isinstance(given, str) and _SUB_CONTENT_ID.match(given):
            kept["subContentId"] = given
        elif given is not None:
            self.problems.add(rules.BAD_SUB_CONTENT_ID, where)

    def _copyright(self, value: Mapping[str, Any], fields: tuple[Field, ...], where: str) -> dict[str, Any]:
        return self._members(value, fields, where, 0)


_PIECES = re.compile(r"<[^>]*>|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,40});|.", re.DOTALL)


@lru_cache(maxsize=128)
def _html_filter(tags: tuple[str, ...] | None, fonts: frozenset[str]) -> HtmlFilter:
    return HtmlFilter(tags or (), fonts)


def _pointer(key: Any) -> str:
    """A key as a step of a JSON pointer (RFC 6901)."""
    return str(key).replace("~", "~0").replace("/", "~1")
