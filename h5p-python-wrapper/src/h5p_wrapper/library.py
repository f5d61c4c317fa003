"""A library as its ``library.json`` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from h5p_wrapper.versions import LibraryName, version_number


class Dependency(Enum):
    """How one library needs another; editor libraries never belong in play."""

    PRELOADED = "preloaded"
    DYNAMIC = "dynamic"
    EDITOR = "editor"

    @property
    def key(self) -> str:
        """Its key in library.json and h5p.json."""
        return f"{self.value}Dependencies"


@dataclass(frozen=True)
class Library:
    """``raw``: the whole of library.json as it was read. Paths of scripts and styles are relative to its folder."""

    name: LibraryName
    patch: int
    title: str
    runnable: bool = False
    core_api: tuple[int, int] | None = None
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    dependencies: Mapping[Dependency, tuple[LibraryName, ...]] = field(default_factory=lambda: MappingProxyType({}))
    embed_types: tuple[str, ...] = ()
    fullscreen: bool = False
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def version(self) -> tuple[int, int, int]:
        return self.name.major, self.name.minor, self.patch

    @property
    def add_to(self) -> Mapping[str, Any] | None:
        """Where an add-on wants to be added (``addTo``), as it stands in library.json."""
        found = self.raw.get("addTo")
        return found if isinstance(found, Mapping) else None

    def needs(self, kind: Dependency) -> tuple[LibraryName, ...]:
        return self.dependencies.get(kind, ())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Library:
        """From a library.json that passed ``validate``. Raises ``ValueError`` or ``KeyError`` where it would not."""
        api = data.get("coreApi")
        return cls(
            name=LibraryName.from_json(data),
            patch=version_number(data["patchVersion"]),
            title=str(data["title"]),
            runnable=bool(version_number(data.get("runnable", 0))),
            core_api=(version_number(api["majorVersion"]), version_number(api["minorVersion"])) if api else None,
            scripts=tuple(str(each["path"]) for each in data.get("preloadedJs") or ()),
            styles=tuple(str(each["path"]) for each in data.get("preloadedCss") or ()),
            dependencies=MappingProxyType(
                {kind: tuple(map(LibraryName.from_json, data.get(kind.key) or ())) for kind in Dependency}
            ),
            embed_types=tuple(map(str, data.get("embedTypes") or ())),
            fullscreen=bool(version_number(data.get("fullscreen", 0))),
            raw=MappingProxyType(dict(data)),
        )
