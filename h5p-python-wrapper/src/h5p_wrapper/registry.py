"""Which libraries a host has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Protocol

from h5p_wrapper.library import Library
from h5p_wrapper.versions import LibraryName


class Registry(Protocol):
    """What a host knows of its libraries. ``semantics`` and ``language`` give parsed JSON or ``None``."""

    def get(self, name: LibraryName) -> Library | None: ...

    def versions(self, machine_name: str) -> tuple[Library, ...]:
        """All installed versions, newest first."""
        ...

    def addons(self) -> tuple[Library, ...]:
        """Libraries with ``addTo``."""
        ...

    def semantics(self, name: LibraryName) -> list[Any] | None: ...

    def language(self, name: LibraryName, code: str) -> Mapping[str, Any] | None: ...


class MemoryRegistry:
    """Libraries that somebody has in hand: of a package, or of a test."""

    def __init__(
        self,
        libraries: Iterable[Library] = (),
        *,
        semantics: Mapping[LibraryName, list[Any]] | None = None,
        languages: Mapping[tuple[LibraryName, str], Mapping[str, Any]] | None = None,
    ) -> None:
        self._libraries = {library.name: library for library in libraries}
        self._semantics = dict(semantics or {})
        self._languages = dict(languages or {})

    def get(self, name: LibraryName) -> Library | None:
        return self._libraries.get(name)

    def versions(self, machine_name: str) -> tuple[Library, ...]:
        found = [library for library in self._libraries.values() if library.name.machine_name == machine_name]
        return tuple(sorted(found, key=lambda library: library.version, reverse=True))

    def addons(self) -> tuple[Library, ...]:
        return tuple(library for library in self._libraries.values() if library.add_to)

    def semantics(self, name: LibraryName) -> list[Any] | None:
        return self._semantics.get(name)

    def language(self, name: LibraryName, code: str) -> Mapping[str, Any] | None:
        return self._languages.get((name, code))


class Arrival(Enum):
    """What a packaged library means to a host that may have it already (H5P core: patch only replaces when newer)."""

    NEW = "new"  # this major.minor is not there
    PATCH = "patch"  # it is there with an older patch: replace it
    KEEP = "keep"  # the one that is there is as new or newer: ignore the packaged copy


def arrival(packaged: Library, installed: Registry) -> Arrival:
    there = installed.get(packaged.name)
    if there is None:
        return Arrival.NEW
    return Arrival.PATCH if packaged.patch > there.patch else Arrival.KEEP
