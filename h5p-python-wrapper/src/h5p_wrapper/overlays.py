"""Words of content types in another language, laid over the English ones that an author left as they were.

H5P keeps the words of buttons and messages inside each content. ``overlays/<language>/<machine name>.json`` says for
the path of a field (as ``semantics.find`` takes it) which English default becomes what.
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from h5p_wrapper.html_filter import escape
from h5p_wrapper.registry import Registry
from h5p_wrapper.semantics import Field, Group, LibraryField, List, Text, parse
from h5p_wrapper.versions import LibraryName

_CORE = "core"
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?\Z")
_PARAGRAPH = re.compile(r"\s*<(p|div)>(.*)</\1>\s*\Z", re.DOTALL)
_MOST_DEPTH = 80

Words = Mapping[str, Mapping[str, str]]


def core_strings(language: str = "en") -> dict[str, str]:
    """What the core itself says (``l10n.H5P``); in English where nobody has translated it."""
    english = {key: next(iter(word)) for key, word in _words("id", _CORE).items()}  # every overlay knows the English
    translated = _words(language, _CORE)
    return {key: translated.get(key, {}).get(word, word) for key, word in english.items()}


def lay_over(
    params: Mapping[str, Any],
    main: LibraryName,
    registry: Registry,
    language: str = "id",
) -> tuple[dict[str, Any], int]:
    """The params with their untouched defaults in another language, and how many that were.

    A text is untouched when it equals an English default of its field, old or new. What a library brings along in
    ``language/…json`` is used where there is no overlay of ours. An author's own words are never changed.
    """
    run = _Overlay(registry, language)
    return run.content(copy.deepcopy(dict(params)), main, 0), run.count


class _Overlay:
    def __init__(self, registry: Registry, language: str) -> None:
        self._registry = registry
        self._language = language
        self._known: dict[LibraryName, tuple[tuple[Field, ...], tuple[Field, ...], Words]] = {}
        self.count = 0

    def content(self, params: Any, library: LibraryName, depth: int) -> Any:
        if isinstance(params, dict) and depth < _MOST_DEPTH:
            fields, translated, words = self._of(library)
            self._members(params, fields, translated, "", words, depth)
        return params

    def _of(self, library: LibraryName) -> tuple[tuple[Field, ...], tuple[Field, ...], Words]:
        if library not in self._known:
            raw = self._registry.semantics(library) or []
            brought = self._registry.language(library, self._language)
            self._known[library] = parse(raw), parse(raw, brought), _words(self._language, library.machine_name)
        return self._known[library]

    def _members(
        self,
        params: dict[str, Any],
        fields: tuple[Field, ...],
        translated: tuple[Field, ...],
        path: str,
        words: Words,
        depth: int,
    ) -> None:
        for of, said in zip(fields, translated, strict=True):
            if of.name in params:
                here = f"{path}/{of.name}" if path else of.name
                params[of.name] = self._value(params[of.name], of, said, here, words, depth + 1)

    def _value(self, value: Any, of: Field, said: Field, path: str, words: Words, depth: int) -> Any:
        if depth > _MOST_DEPTH:
            return value
        if isinstance(of, Text) and isinstance(value, str):
            return self._text(value, of, said, words.get(path, {}))
        if isinstance(of, List) and isinstance(said, List) and isinstance(value, list):
            inner = path if isinstance(of.item, Group | List) else f"{path}/{of.item.name}"
            return [self._value(each, of.item, said.item, inner, words, depth + 1) for each in value]
        if isinstance(of, Group) and isinstance(said, Group):
            if of.only_field is not None and said.only_field is not None:
                inner = f"{path}/{of.only_field.name}"
                return self._value(value, of.only_field, said.only_field, inner, words, depth + 1)
            if isinstance(value, dict):
                self._members(value, of.fields, said.fields, path, words, depth)
        if isinstance(of, LibraryField) and isinstance(value, dict):
            self._sub_content(value, depth)
        return value

    def _sub_content(self, value: dict[str, Any], depth: int) -> None:
        try:
            library = LibraryName.parse(value.get("library"))
        except ValueError:
            return
        value["params"] = self.content(value.get("params"), library, depth + 1)

    def _text(self, value: str, of: Text, said: Field, words: Mapping[str, str]) -> str:
        found = _PARAGRAPH.match(value) if of.is_html else None
        bare = html.unescape(found[2] if found else value).strip()
        if not bare:
            return value
        known = {html.unescape(english): word for english, word in words.items()}
        if isinstance(of.default, str) and isinstance(said.default, str):
            known.setdefault(html.unescape(of.default), said.default)
        word = known.get(bare)
        if word is None or html.unescape(word) == bare:
            return value
        self.count += 1
        return f"<{found[1]}>{escape(word)}</{found[1]}>" if found else escape(word)


@lru_cache(maxsize=256)
def _words(language: str, name: str) -> Words:
    if not _LANGUAGE.match(language):
        return {}
    file = files("h5p_wrapper") / "overlays" / language / f"{name}.json"
    if not file.is_file():
        return {}
    words: Words = json.loads(file.read_text(encoding="utf-8"))
    return words
