"""A library in a package: read, and checked as the reference does (getLibraryData)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from h5p_wrapper import rules
from h5p_wrapper.files import PackageFiles
from h5p_wrapper.jsonfile import Invalid
from h5p_wrapper.library import Library
from h5p_wrapper.problems import Problems
from h5p_wrapper.shapes import LIBRARY_OPTIONAL, LIBRARY_REQUIRED, check_shape

_FOLDER = re.compile(r"[\w.\-]{1,255}", re.ASCII)
_LANGUAGE = re.compile(r"-?[a-z]+(?:-[a-z]+){0,6}\.json", re.ASCII | re.IGNORECASE)
_LANGUAGES = "language/"


@dataclass(frozen=True)
class PackagedLibrary:
    """``files``: path in the library's folder → size. ``languages`` are read when asked for, from the open package."""

    library: Library
    folder: str
    files: Mapping[str, int]
    semantics: list[Any] | None = None
    languages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def icon(self) -> str | None:
        return "icon.svg" if "icon.svg" in self.files else None


class _Languages(Mapping[str, Mapping[str, Any]]):
    """Not kept: a package with 60 libraries in 40 languages each would fill the memory."""

    def __init__(self, files: PackageFiles, folder: str) -> None:
        self._files = files
        self._names = {
            name.removeprefix(_LANGUAGES).removesuffix(".json"): f"{folder}/{name}"
            for name in files.folders[folder]
            if name.startswith(_LANGUAGES) and _LANGUAGE.fullmatch(name.removeprefix(_LANGUAGES))
        }

    def __getitem__(self, code: str) -> Mapping[str, Any]:
        problems = Problems()
        found = self._files.json_object(self._names[code], problems, twice=rules.JSON_TWICE_MINOR)
        problems.raise_errors()
        assert found is not None
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read_library(files: PackageFiles, folder: str, problems: Problems) -> PackagedLibrary | None:
    """``None`` where something is wrong with it; what, is among the problems."""
    if not _FOLDER.fullmatch(folder):
        problems.add(rules.LIBRARY_FOLDER, f"{folder}/")
        return None
    data = files.json_object(f"{folder}/library.json", problems)
    if data is None:
        return None
    before = len(problems.errors)
    check_shape(data, LIBRARY_REQUIRED, LIBRARY_OPTIONAL, f"{folder}/library.json", problems)
    if len(problems.errors) > before:
        return None
    try:
        library = Library.from_json(data)
    except (ValueError, KeyError) as error:
        problems.add(rules.PROPERTY_INVALID, f"{folder}/library.json", name="machineName", value=error)
        return None
    semantics = _semantics(files, folder, problems)
    if folder not in (library.name.machine_name, library.name.folder):
        problems.add(
            rules.LIBRARY_FOLDER_MISMATCH,
            f"{folder}/library.json",
            expected=library.name.folder,
            short=library.name.machine_name,
        )
    for path in (*library.scripts, *library.styles):
        if path not in files.folders[folder]:
            problems.add(rules.LIBRARY_FILE_MISSING, f"{folder}/library.json", path=path)
    if len(problems.errors) > before:
        return None
    return PackagedLibrary(library, folder, files.folders[folder], semantics, _Languages(files, folder))


def check_languages(files: PackageFiles, folder: str, problems: Problems) -> None:
    """Each language file is named as one and is a JSON object; read once and let go."""
    for name in files.folders[folder]:
        if not name.startswith(_LANGUAGES):
            continue
        if not _LANGUAGE.fullmatch(name.removeprefix(_LANGUAGES)):
            problems.add(rules.LANGUAGE_NAME, f"{folder}/{name}")
        else:
            files.json_object(f"{folder}/{name}", problems, twice=rules.JSON_TWICE_MINOR)


def _semantics(files: PackageFiles, folder: str, problems: Problems) -> list[Any] | None:
    if "semantics.json" not in files.folders[folder]:
        return None
    name = f"{folder}/semantics.json"
    found = files.json(name, problems, twice=rules.JSON_TWICE_MINOR)
    if isinstance(found, list):
        return found
    if not isinstance(found, Invalid):
        problems.add(rules.JSON_KIND, name, expected="a list [ … ]")
    return None
