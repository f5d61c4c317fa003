"""The reference validator (H5PValidator::isValidPackage), step by step, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from h5p_wrapper import rules
from h5p_wrapper.bytes_check import check_bytes
from h5p_wrapper.dependencies import cycles, upgrade_of
from h5p_wrapper.files import CONTENT, PackageFiles
from h5p_wrapper.jsonfile import printable
from h5p_wrapper.kinds import ACTIVE_EXTENSIONS, CONTENT_EXTENSIONS, LIBRARY_EXTENSIONS, extension
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.packaged import check_languages
from h5p_wrapper.problems import Problems
from h5p_wrapper.registry import Registry
from h5p_wrapper.versions import LibraryName

if TYPE_CHECKING:
    from h5p_wrapper.package import Package

# What the player's core offers (H5PCore::$coreApi of the release that h5p-standalone 3.8.2 carries).
CORE_API = (1, 28)


def check_package(
    package: Package, installed: Registry, *, may_install: bool, core_api: tuple[int, int], problems: Problems
) -> None:
    """Stops where the reference stops: libraries are not looked at while the content is wrong."""
    files = package.files
    check_names(files, problems, libraries=may_install)
    problems.extend(package.content_problems)
    problems.extend(package.manifest_problems)
    if problems.errors:
        return
    check_bytes(files, (CONTENT, *(f"content/{name}" for name in files.content)), problems)
    libraries: dict[LibraryName, Library] = {}
    if may_install:
        problems.extend(package.library_problems)
        is_bounded = not {rules.TOO_MANY_LIBRARIES.code, rules.LIBRARY_JSON.code} & {
            problem.code for problem in package.library_problems
        }
        for folder in files.folders if is_bounded else ():
            check_languages(files, folder, problems)
            check_bytes(files, (f"{folder}/{name}" for name in files.folders[folder]), problems)
        if not package.library_problems.errors:
            libraries = {name: packaged.library for name, packaged in package.libraries.items()}
            check_core(libraries, package, core_api, problems)
            check_cycles(libraries, package, problems)
    if problems.errors:
        return
    check_dependencies(package.manifest, libraries, installed, problems)
    check_media(package.content, files, problems)


def check_names(files: PackageFiles, problems: Problems, *, libraries: bool) -> None:
    for name in files.content:
        kind = extension(name)
        if kind not in CONTENT_EXTENSIONS:
            rule = rules.CONTENT_ACTIVE if kind in ACTIVE_EXTENSIONS else rules.CONTENT_KIND
            problems.add(rule, f"content/{name}", extension=printable(kind))
    if libraries:
        for folder, names in files.folders.items():
            for name in names:
                if extension(name) not in LIBRARY_EXTENSIONS:
                    problems.add(rules.LIBRARY_FILE_KIND, f"{folder}/{name}", extension=printable(extension(name)))


def check_core(
    libraries: Mapping[LibraryName, Library], package: Package, core_api: tuple[int, int], problems: Problems
) -> None:
    for library in libraries.values():
        if library.core_api and library.core_api > core_api:
            problems.add(
                rules.CORE_VERSION,
                _place(package, library.name),
                needed="{}.{}".format(*library.core_api),
                current="{}.{}".format(*core_api),
            )


def check_cycles(libraries: Mapping[LibraryName, Library], package: Package, problems: Problems) -> None:
    for circle in cycles(libraries.values()):
        shown = " → ".join(map(str, (*circle, circle[0])))
        problems.add(rules.DEPENDENCY_CYCLE, _place(package, circle[0]), circle=shown)


def check_dependencies(
    manifest: Manifest, libraries: Mapping[LibraryName, Library], installed: Registry, problems: Problems
) -> None:
    """Everything that h5p.json or a packaged library needs is packaged or installed (getMissingLibraries).

    As in the reference, that is waived where the main library has a newer version that is installed.
    """
    main = manifest.main
    if main is None:
        problems.add(rules.MAIN_NOT_LISTED, "h5p.json#/mainLibrary", library=manifest.main_library)
        return
    found = libraries.get(main) or installed.get(main)
    if found and not found.runnable:
        problems.add(rules.MAIN_NOT_RUNNABLE, "h5p.json#/mainLibrary", library=main)
    absent: dict[LibraryName, str] = {}
    for name, needed_by in _needs(manifest, libraries):
        if name not in libraries and installed.get(name) is None:
            absent.setdefault(name, needed_by)
    if not absent:
        return
    newer = upgrade_of(main, installed)
    if newer and found is None:
        problems.add(rules.NEWER_MAIN, "h5p.json#/mainLibrary", library=main, newer=newer.name)
        return
    for name, needed_by in absent.items():
        if name == main:
            problems.add(rules.MAIN_MISSING, "h5p.json#/preloadedDependencies", library=name)
        else:
            problems.add(rules.LIBRARY_MISSING, needed_by, library=name, needed_by=needed_by.partition("/")[0])


def _needs(manifest: Manifest, libraries: Mapping[LibraryName, Library]) -> Iterator[tuple[LibraryName, str]]:
    for kind in Dependency:
        yield from ((name, "h5p.json") for name in manifest.needs(kind))
    for library in libraries.values():
        for kind in Dependency:
            yield from ((name, f"{library.name.folder}/library.json") for name in library.needs(kind))


def check_media(content: Mapping[str, Any], files: PackageFiles, problems: Problems) -> None:
    """Files that the content names and that are not there. Addresses elsewhere are not asked."""
    for path, place in _file_references(content):
        name = path.partition("#")[0]
        if name and name not in files.content:
            problems.add(rules.MEDIA_MISSING, f"{CONTENT}#{printable(place)}", path=printable(path))


def _file_references(content: Any) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[Any, str]] = [(content, "")]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, list):
            waiting.extend((each, f"{place}/{number}") for number, each in reversed(list(enumerate(value))))
        elif isinstance(value, dict):
            path = value.get("path")
            if isinstance(path, str) and "mime" in value and "://" not in path and not path.startswith(("//", "data:")):
                yield path, f"{place}/path"
            waiting.extend((each, f"{place}/{key}") for key, each in reversed(list(value.items())))


def _place(package: Package, name: LibraryName) -> str:
    return f"{package.libraries[name].folder}/library.json"
