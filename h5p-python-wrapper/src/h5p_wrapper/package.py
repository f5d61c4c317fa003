"""An H5P package, opened for reading."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, BinaryIO, Self

from h5p_wrapper import rules
from h5p_wrapper.archive import Archive
from h5p_wrapper.checks import CORE_API, check_package
from h5p_wrapper.files import CONTENT, MANIFEST, PackageFiles
from h5p_wrapper.jsonfile import printable
from h5p_wrapper.limits import DEFAULT_LIMITS, Limits
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.packaged import PackagedLibrary, read_library
from h5p_wrapper.problems import Problems
from h5p_wrapper.registry import MemoryRegistry, Registry
from h5p_wrapper.shapes import MANIFEST_OPTIONAL, MANIFEST_REQUIRED, check_shape
from h5p_wrapper.versions import LibraryName


class Package:
    """What is in a package, read when it is asked for; ``H5PError`` where that part of it is wrong.

    Opening makes sure of the archive itself (names, sizes, ratios, duplicates, links); ``validate`` looks at all of it.
    Not for several threads at once.
    """

    def __init__(self, file: BinaryIO, name: str, limits: Limits, *, owned: bool = False) -> None:
        self._file, self._owned = file, owned
        self.name = name
        self.limits = limits
        self.files = PackageFiles(Archive(file, name, limits))

    @classmethod
    def open(cls, source: str | os.PathLike[str] | BinaryIO, limits: Limits = DEFAULT_LIMITS) -> Self:
        """From a path or a seekable file, which stays open and its owner's. Raises ``H5PError``, ``OSError``."""
        if not isinstance(source, str | os.PathLike):
            name = getattr(source, "name", None)
            return cls(source, printable(Path(name).name) if isinstance(name, str) and name else "package.h5p", limits)
        path = Path(source)
        file = path.open("rb")
        try:
            return cls(file, printable(path.name), limits, owned=True)
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        if self._owned:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def manifest(self) -> Manifest:
        self.manifest_problems.raise_errors()
        assert self._manifest[0] is not None
        return self._manifest[0]

    @property
    def content(self) -> Mapping[str, Any]:
        """content.json, as the author wrote it: nothing is filtered yet."""
        self.content_problems.raise_errors()
        assert self._content[0] is not None
        return self._content[0]

    @property
    def content_files(self) -> Mapping[str, int]:
        """Path below content/ → size, without content.json."""
        return MappingProxyType(self.files.content)

    @property
    def libraries(self) -> Mapping[LibraryName, PackagedLibrary]:
        self.library_problems.raise_errors()
        return MappingProxyType(self._libraries[0])

    @cached_property
    def registry(self) -> MemoryRegistry:
        """The libraries of the package. Language files are read when asked for, while the package is open."""
        return _PackageRegistry(self.libraries)

    def open_file(self, name: str) -> BinaryIO:
        """A file by its path in the package, unpacked while it is read.

        Raises ``FileNotFoundError``; reading raises ``H5PError`` where the file is not what the package says of it.
        """
        return self.files.open(name)

    def validate(
        self,
        installed: Registry | None = None,
        *,
        may_install: bool = True,
        core_api: tuple[int, int] = CORE_API,
    ) -> Problems:
        """All that is wrong inside; every file is read once. See ``h5p_wrapper.validate.validate``."""
        problems = Problems()
        check_package(
            self, installed or MemoryRegistry(), may_install=may_install, core_api=core_api, problems=problems
        )
        return problems

    @property
    def manifest_problems(self) -> Problems:
        return self._manifest[1]

    @property
    def content_problems(self) -> Problems:
        return self._content[1]

    @property
    def library_problems(self) -> Problems:
        return self._libraries[1]

    @cached_property
    def _manifest(self) -> tuple[Manifest | None, Problems]:
        problems = Problems()
        return read_manifest(self.files, problems), problems

    @cached_property
    def _content(self) -> tuple[Mapping[str, Any] | None, Problems]:
        problems = Problems()
        return self.files.json_object(CONTENT, problems), problems

    @cached_property
    def _libraries(self) -> tuple[dict[LibraryName, PackagedLibrary], Problems]:
        problems = Problems()
        return read_libraries(self.files, problems), problems


class _PackageRegistry(MemoryRegistry):
    def __init__(self, libraries: Mapping[LibraryName, PackagedLibrary]) -> None:
        semantics = {name: each.semantics for name, each in libraries.items() if each.semantics is not None}
        super().__init__((each.library for each in libraries.values()), semantics=semantics)
        self._packaged = libraries

    def language(self, name: LibraryName, code: str) -> Mapping[str, Any] | None:
        found = self._packaged.get(name)
        return found.languages.get(code) if found else None


def read_manifest(files: PackageFiles, problems: Problems) -> Manifest | None:
    data = files.json_object(MANIFEST, problems)
    if data is None:
        return None
    before = len(problems.errors)
    check_shape(data, MANIFEST_REQUIRED, MANIFEST_OPTIONAL, MANIFEST, problems)
    if len(problems.errors) > before:
        return None
    try:
        return Manifest.from_json(data)
    except (ValueError, KeyError) as error:
        problems.add(rules.PROPERTY_INVALID, MANIFEST, name="preloadedDependencies", value=error)
        return None


def read_libraries(files: PackageFiles, problems: Problems) -> dict[LibraryName, PackagedLibrary]:
    """All libraries of a package that are in order."""
    limits = files.archive.limits
    if len(files.folders) > limits.libraries:
        problems.add(rules.TOO_MANY_LIBRARIES, files.archive.name, count=len(files.folders), limit=limits.libraries)
        return {}
    sizes = [(name, size) for folder in files.folders.values() for name, size in folder.items()]
    described = sum(size for name, size in sizes if name in ("library.json", "semantics.json"))
    translated = sum(size for name, size in sizes if name.startswith("language/"))
    for size, limit in ((described, limits.description_bytes), (described + translated, limits.library_json_bytes)):
        if size > limit:
            problems.add(rules.LIBRARY_JSON, files.archive.name, size=size, limit=limit)
            return {}
    found: dict[LibraryName, PackagedLibrary] = {}
    for folder in sorted(files.folders):
        packaged = read_library(files, folder, problems)
        if packaged is None:
            continue
        name = packaged.library.name
        if name in found:
            problems.add(rules.LIBRARY_TWICE, f"{folder}/library.json", library=name, other=found[name].folder)
        found[name] = packaged
    return found
