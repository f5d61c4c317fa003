"""h5p.json: what a package says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from h5p_wrapper.library import Dependency
from h5p_wrapper.versions import LibraryName

METADATA_FIELDS = (
    "authors",
    "source",
    "license",
    "licenseVersion",
    "licenseExtras",
    "yearFrom",
    "yearTo",
    "changes",
    "authorComments",
    "contentType",
    "defaultLanguage",
    "a11yTitle",
)


@dataclass(frozen=True)
class Manifest:
    """``main_library`` is a machine name; its version is among the preloaded dependencies (``main``).

    ``metadata``: the fields of ``METADATA_FIELDS`` that are filled in, by their names in h5p.json. ``raw``: all of the
    file as it was read, so that what is not known here is kept.
    """

    title: str
    main_library: str
    language: str = "und"
    dependencies: Mapping[Dependency, tuple[LibraryName, ...]] = field(default_factory=lambda: MappingProxyType({}))
    embed_types: tuple[str, ...] = ("iframe",)
    metadata: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def main(self) -> LibraryName | None:
        """The main library with its version; ``None`` where the package does not say which."""
        for name in self.needs(Dependency.PRELOADED):
            if name.machine_name == self.main_library:
                return name
        return None

    @property
    def license(self) -> str:
        return str(self.metadata.get("license", "U"))

    def needs(self, kind: Dependency) -> tuple[LibraryName, ...]:
        return self.dependencies.get(kind, ())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Manifest:
        """From an h5p.json that passed ``validate``. Raises ``ValueError`` or ``KeyError`` where it would not."""
        return cls(
            title=str(data["title"]),
            main_library=str(data["mainLibrary"]),
            language=str(data.get("language") or "und"),
            dependencies=MappingProxyType(
                {kind: tuple(map(LibraryName.from_json, data.get(kind.key) or ())) for kind in Dependency}
            ),
            embed_types=tuple(map(str, data.get("embedTypes") or ())),
            metadata=MappingProxyType({name: data[name] for name in METADATA_FIELDS if data.get(name)}),
            raw=MappingProxyType(dict(data)),
        )

    def as_json(self) -> dict[str, Any]:
        """What to write into h5p.json: the fields of this object, and of ``raw`` what they do not cover."""
        covered = {
            "title",
            "mainLibrary",
            "language",
            "embedTypes",
            *METADATA_FIELDS,
            *(kind.key for kind in Dependency),
        }
        written: dict[str, Any] = {
            "title": self.title,
            "language": self.language,
            "mainLibrary": self.main_library,
            "embedTypes": list(self.embed_types),
            **self.metadata,
        }
        for kind in Dependency:
            if self.needs(kind):
                written[kind.key] = [name.as_json() for name in self.needs(kind)]
        return written | {name: value for name, value in self.raw.items() if name not in covered and value is not None}
