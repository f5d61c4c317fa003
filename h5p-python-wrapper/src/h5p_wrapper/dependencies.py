"""Which libraries belong together, and in which order they load."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from h5p_wrapper.jsonfile import texts_in
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.registry import Registry
from h5p_wrapper.versions import LibraryName

_PLAY = (Dependency.DYNAMIC, Dependency.PRELOADED)
_ALL = (Dependency.DYNAMIC, Dependency.PRELOADED, Dependency.EDITOR)


@dataclass(frozen=True)
class Missing:
    """``needed_by``: the library, or ``None`` where the content itself names it."""

    name: LibraryName
    needed_by: LibraryName | None


def resolve(roots: Iterable[LibraryName], registry: Registry, *, editor: bool = False) -> list[Library]:
    """What a page loads for these libraries: dependencies first, each library once.

    The order is the reference's (findLibraryDependencies): depth first, a library's dynamic dependencies before its
    preloaded ones, and of a machine name the version that is met first. A dynamic library is not loaded itself – its
    content is, as a root of its own – but what it preloads is. With ``editor`` the libraries of the editor come along.
    What is not in the registry is left out; ``missing`` names it. Circles end where they began.
    """
    walk = _Walk(registry, editor)
    for root in roots:
        walk.need(root, Dependency.PRELOADED)
    return walk.loaded


class _Walk:
    def __init__(self, registry: Registry, editor: bool) -> None:
        self._registry = registry
        self._kinds = _ALL if editor else _PLAY
        self._met: set[tuple[Dependency, str]] = set()
        self._loaded: set[LibraryName] = set()
        self.loaded: list[Library] = []

    def need(self, name: LibraryName, kind: Dependency) -> None:
        # On a list of its own, not on Python's stack: a chain of libraries may be as long as a package allows.
        waiting: list[tuple[Dependency, Library, Iterator[tuple[Dependency, LibraryName]]]] = []
        self._enter(name, kind, waiting)
        while waiting:
            kind, library, needs = waiting[-1]
            for need_kind, need in needs:
                if need_kind is Dependency.PRELOADED and kind is Dependency.EDITOR:
                    need_kind = Dependency.EDITOR
                if self._enter(need, need_kind, waiting):
                    break
            else:
                waiting.pop()
                if kind is not Dependency.DYNAMIC and library.name not in self._loaded:
                    self._loaded.add(library.name)
                    self.loaded.append(library)

    def _enter(
        self,
        name: LibraryName,
        kind: Dependency,
        waiting: list[tuple[Dependency, Library, Iterator[tuple[Dependency, LibraryName]]]],
    ) -> bool:
        library = None if (kind, name.machine_name) in self._met else self._registry.get(name)
        if library is None:
            return False
        self._met.add((kind, name.machine_name))
        needs = ((each, need) for each in self._kinds for need in library.needs(each))
        waiting.append((kind, library, needs))
        return True


def closure(roots: Iterable[LibraryName], registry: Registry) -> list[Library]:
    """Everything a package must carry so that another host can play and edit it: all three kinds of dependency.

    Dependencies first; here two versions of one library are two libraries. What is missing is left out.
    """
    found: dict[LibraryName, Library] = {}
    done: list[Library] = []
    waiting: list[tuple[LibraryName, bool]] = [(name, False) for name in reversed(list(roots))]
    while waiting:
        name, is_ready = waiting.pop()
        if is_ready:
            done.append(found[name])
            continue
        library = None if name in found else registry.get(name)
        if library is None:
            continue
        found[name] = library
        waiting.append((name, True))
        waiting.extend((need, False) for kind in reversed(_ALL) for need in reversed(library.needs(kind)))
    return done


def missing(
    roots: Iterable[LibraryName], registry: Registry, *, kinds: Collection[Dependency] = tuple(Dependency)
) -> list[Missing]:
    """What is needed by these libraries, or by what they need, and is not there; each once."""
    absent: dict[LibraryName, Missing] = {}
    seen: set[LibraryName] = set()
    waiting: list[tuple[LibraryName, LibraryName | None]] = [(name, None) for name in roots]
    for name, needed_by in waiting:
        if name in seen:
            continue
        seen.add(name)
        library = registry.get(name)
        if library is None:
            absent[name] = Missing(name, needed_by)
        else:
            waiting.extend((need, name) for kind in Dependency if kind in kinds for need in library.needs(kind))
    return list(absent.values())


def cycles(libraries: Iterable[Library]) -> list[tuple[LibraryName, ...]]:
    """Circles of preloaded dependencies, each once: what loads first is then a matter of where one begins.

    Of circles that share a library one is named.
    """
    known = {library.name: library for library in libraries}
    done: set[LibraryName] = set()
    circles: list[tuple[LibraryName, ...]] = []
    for start in known:
        path: dict[LibraryName, None] = {}
        waiting: list[tuple[LibraryName, bool]] = [(start, False)]
        while waiting:
            name, is_left = waiting.pop()
            if is_left:
                path.popitem()
                done.add(name)
            elif name in path:
                way = tuple(path)
                circles.append(way[way.index(name) :])
            elif name in known and name not in done:
                path[name] = None
                waiting.append((name, True))
                waiting.extend((need, False) for need in known[name].needs(Dependency.PRELOADED))
    return circles


def upgrade_of(name: LibraryName, registry: Registry) -> Library | None:
    """The newest installed library that content of this one can be upgraded to: same machine name, higher version."""
    newest = next(iter(registry.versions(name.machine_name)), None)
    return newest if newest and (newest.name.major, newest.name.minor) > (name.major, name.minor) else None


def addons_for(content: Any, registry: Registry) -> list[Library]:
    """Add-ons that want to be loaded with this content, by a pattern found in one of its texts.

    Of several versions of an add-on the newest is taken. A pattern is part of an installed library and so is trusted
    to be reasonable; one that Python cannot read matches nothing.
    """
    newest: dict[str, Library] = {}
    for addon in registry.addons():
        known = newest.get(addon.name.machine_name)
        if known is None or addon.version > known.version:
            newest[addon.name.machine_name] = addon
    texts = list(texts_in(content)) if newest else []
    return [
        addon
        for addon in newest.values()
        if any(pattern.search(text) for pattern in _patterns(addon) for text in texts)
    ]


def _patterns(addon: Library) -> Iterator[re.Pattern[str]]:
    content = (addon.add_to or {}).get("content")
    types = content.get("types") if isinstance(content, dict) else None
    for each in types if isinstance(types, list) else ():
        text = each.get("text") if isinstance(each, dict) else None
        spelled = text.get("regex") if isinstance(text, dict) else None
        if isinstance(spelled, str) and (pattern := _php_pattern(spelled)):
            yield pattern


def _php_pattern(spelled: str) -> re.Pattern[str] | None:
    """``/…/i`` as PHP writes it."""
    end = spelled.rfind("/")
    if not spelled.startswith("/") or end == 0:
        return None
    flags = re.NOFLAG
    for letter in spelled[end + 1 :]:
        flags |= {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}.get(letter, re.NOFLAG)
    try:
        return re.compile(spelled[1:end], flags)
    except re.error:
        return None
