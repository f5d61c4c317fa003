"""The installed libraries as h5p_wrapper asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from h5p_wrapper.library import Library
from h5p_wrapper.versions import LibraryName

from media.h5p.models import H5PLibrary


class InstalledLibraries:
    """Reads each row once; for one request or one task. ``row`` gives the row behind a library.

    ``arriving``: rows that are not saved yet and go before those that are.
    """

    def __init__(self, arriving: Iterable[H5PLibrary] = ()) -> None:
        self._arriving = {row.name: row for row in arriving}
        self._rows: dict[LibraryName, H5PLibrary] | None = None
        self._semantics = {name: row.semantics for name, row in self._arriving.items()}

    def row(self, name: LibraryName) -> H5PLibrary | None:
        return self._all().get(name)

    def get(self, name: LibraryName) -> Library | None:
        row = self.row(name)
        return Library.from_json(row.raw) if row else None

    def versions(self, machine_name: str) -> tuple[Library, ...]:
        found = [Library.from_json(row.raw) for name, row in self._all().items() if name.machine_name == machine_name]
        return tuple(sorted(found, key=lambda library: library.version, reverse=True))

    def addons(self) -> tuple[Library, ...]:
        return tuple(Library.from_json(row.raw) for row in self._all().values() if row.raw.get("addTo"))

    def semantics(self, name: LibraryName) -> list[Any] | None:
        if name not in self._semantics:
            row = self.row(name)
            self._semantics[name] = (
                H5PLibrary.objects.values_list("semantics", flat=True).get(pk=row.pk) if row else None
            )
        return self._semantics[name]

    def language(self, name: LibraryName, code: str) -> Mapping[str, Any] | None:
        if name in self._arriving:
            return self._arriving[name].languages.get(code)
        row = self.row(name)
        return H5PLibrary.objects.values_list("languages", flat=True).get(pk=row.pk).get(code) if row else None

    def _all(self) -> dict[LibraryName, H5PLibrary]:
        if self._rows is None:
            rows = H5PLibrary.objects.defer("semantics", "languages", "files")
            self._rows = {row.name: row for row in rows} | self._arriving
        return self._rows
