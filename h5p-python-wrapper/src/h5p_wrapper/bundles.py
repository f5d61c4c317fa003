"""One script and one style sheet in the place of dozens: what content types load, concatenated and named by content.

A page then asks for a shared bundle (what most content types need, fetched once), one bundle per content type, and
the content itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from h5p_wrapper import rules
from h5p_wrapper.dependencies import addons_for, resolve
from h5p_wrapper.filtering import filter_content
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.package import Package
from h5p_wrapper.problems import H5PError, Problem
from h5p_wrapper.registry import Registry
from h5p_wrapper.styles import combined_styles
from h5p_wrapper.versions import LibraryName

# What most official content types load besides their own code.
DEFAULT_SHARED = (
    "FontAwesome",
    "H5P.FontIcons",
    "H5P.Transition",
    "H5P.JoubelUI",
    "H5P.Question",
    "H5P.Components",
    "Tether",
    "Drop",
    "Tooltip",
    "LMS.Kit",
)

Read = Callable[[Library, str], bytes]
"""Gives a file of a library; the path is relative to the library's folder."""

AssetUrl = Callable[[Library, str], str]
"""The address at which a page finds a file of a library."""

_SOURCE_MAP = re.compile(
    rb"^[ \t]*(?://[#@][ \t]*sourceMappingURL=[^\r\n]*|/\*[#@][ \t]*sourceMappingURL=[^*\r\n]*\*/)", re.MULTILINE
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class BundlePlan:
    """Loaded in this order: all of ``shared``, then all of ``own``. Either may be empty."""

    shared: tuple[Library, ...]
    own: tuple[Library, ...]

    @property
    def libraries(self) -> tuple[Library, ...]:
        return self.shared + self.own


@dataclass(frozen=True)
class Asset:
    """A file that a style sheet names."""

    library: Library
    path: str


@dataclass(frozen=True)
class Bundle:
    """``name`` holds a part of the SHA-256 of ``data``, so that it may be cached for ever."""

    name: str
    data: bytes
    assets: tuple[Asset, ...] = ()


def common_libraries(registry: Registry, shared: Collection[str] = DEFAULT_SHARED) -> list[Library]:
    """The newest of the shared libraries and all they need, in loading order: one bundle for a whole site."""
    newest = (next(iter(registry.versions(name)), None) for name in shared)
    return resolve([library.name for library in newest if library], registry)


def plan(
    libraries: Sequence[Library],
    *,
    shared: Collection[str] = DEFAULT_SHARED,
    common: Sequence[Library] = (),
) -> BundlePlan:
    """``libraries``: as ``dependencies.resolve`` gives them. ``shared``: machine names that go into the shared bundle.

    With ``common`` (see ``common_libraries``) the shared bundle is that of the whole site, where the content uses some
    of it and needs no other version of any; else it holds only what this content needs.
    """
    names = {library.name for library in common}
    machine_names = {name.machine_name for name in names}
    used = [library for library in libraries if library.name.machine_name in machine_names]
    if used and all(library.name in names for library in used):
        own = tuple(library for library in libraries if library.name not in names)
        return BundlePlan(tuple(common), own)
    first: list[Library] = []
    for library in libraries:
        # A shared library that needs one of the others must load after it, so it cannot go first.
        before = {each.name.machine_name for each in first}
        needs = {need.machine_name for need in library.needs(Dependency.PRELOADED)}
        present = {each.name.machine_name for each in libraries}
        if library.name.machine_name in shared and needs & present <= before:
            first.append(library)
    return BundlePlan(tuple(first), tuple(library for library in libraries if library not in first))


def script_bundle(libraries: Iterable[Library], read: Read, *, label: str = "h5p") -> Bundle:
    """All preloaded scripts in order. A file that lacks its last semicolon or newline does not spoil the next one,
    and a ``"use strict"`` at the top of one does not rule them all."""
    parts = [part for library in libraries for path in library.scripts if (part := _script(read(library, path)))]
    data = b"".join(b";\n" + part + b"\n" for part in parts)
    return Bundle(_named(label, data, "js"), data)


def style_bundle(libraries: Iterable[Library], read: Read, asset_url: AssetUrl, *, label: str = "h5p") -> Bundle:
    """All preloaded styles in order, every relative ``url(…)`` written anew by ``asset_url``.

    ``assets`` are the files named there: what a host has to publish for the bundle. Imports from other hosts are left
    out.
    """
    found: dict[tuple[LibraryName, str], Asset] = {}
    parts: list[str] = []
    for library in libraries:

        def address(path: str, library: Library = library) -> str:
            found[library.name, path] = Asset(library, path)
            return asset_url(library, path)

        def text_of(path: str, library: Library = library) -> str:
            return read(library, path).removeprefix(_BOM).decode("utf-8", "replace")

        parts.extend(combined_styles(path, text_of, address) for path in library.styles)
    data = "".join(f"{part}\n" for part in parts if part).encode()
    return Bundle(_named(label, data, "css"), data, tuple(found.values()))


def below(base: str) -> AssetUrl:
    """Addresses of the form ``base/H5P.Question-1.5/path``."""
    return lambda library, path: f"{base.rstrip('/')}/{library.name.folder}/{path}"


def libraries_of(package: Package) -> list[Library]:
    """What playing a package loads, in order: by what its content really uses, as the reference goes."""
    main = main_library(package)
    filtered = filter_content(package.content, main, package.registry)
    addons = (addon.name for addon in addons_for(filtered.params, package.registry))
    return resolve([*filtered.libraries, *addons], package.registry)


def main_library(package: Package) -> LibraryName:
    """Raises ``H5PError`` where the package does not say its version."""
    main = package.manifest.main
    if main is None:
        named = {"library": package.manifest.main_library}
        raise H5PError([Problem(rules.MAIN_NOT_LISTED, "h5p.json", named)])
    return main


def read_from(package: Package) -> Read:
    def read(library: Library, path: str) -> bytes:
        with package.open_file(f"{package.libraries[library.name].folder}/{path}") as file:
            return file.read()

    return read


def write_bundles(package: Package, target: str | Path, *, shared: Collection[str] = DEFAULT_SHARED) -> list[Path]:
    """Scripts, styles and the files these name, into a folder; the styles find them below ``libraries/``.

    Gives the files written: shared before own, scripts before styles. Raises ``H5PError`` for a package that cannot
    be read.
    """
    folder, read = Path(target), read_from(package)
    planned = plan(libraries_of(package), shared=shared)
    bundles = [
        bundle
        for label, libraries in (("shared", planned.shared), (main_library(package).folder, planned.own))
        for bundle in (
            script_bundle(libraries, read, label=label),
            style_bundle(libraries, read, below("libraries"), label=label),
        )
        if bundle.data
    ]
    written = [_write(folder / bundle.name, bundle.data) for bundle in bundles]
    assets = {(asset.library.name, asset.path): asset for bundle in bundles for asset in bundle.assets}
    for asset in assets.values():
        if asset.path in package.libraries[asset.library.name].files:
            place = PurePosixPath("libraries", asset.library.name.folder, asset.path)
            written.append(_write(folder / place, read(asset.library, asset.path)))
    return written


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _script(data: bytes) -> bytes:
    return _SOURCE_MAP.sub(b"", data.removeprefix(_BOM)).strip()


def _named(label: str, data: bytes, kind: str) -> str:
    return f"{label}.{hashlib.sha256(data).hexdigest()[:16]}.{kind}"
