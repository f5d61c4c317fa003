"""Taking contents of a type to a newer version of it: the steps are the library's own scripts, run in a caged browser.

The server gives the steps and the content, takes what comes back as it takes any content (filtered, as a new version).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from h5p_wrapper.semantics import LibraryField, parse, walk
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from media.h5p.contents import save_version
from media.h5p.models import H5PContent, H5PContentVersion, H5PLibrary
from media.h5p.places import content_storage, library_storage
from media.h5p.registry import InstalledLibraries

_SCRIPT = "upgrades.js"
_LARGEST_SCRIPT = 2_000_000


class ChangedMeanwhile(Exception):
    """Somebody saved another version while the browser worked."""


def contents_to_upgrade(library: H5PLibrary) -> list[H5PContent]:
    """Those whose current version is of an older version of this library."""
    contents = (
        H5PContent.objects.filter(current__main_library__startswith=f"{library.machine_name} ")
        .select_related("current")
        .defer("current__params", "current__files", "current__manifest")
        .order_by("title", "pk")
    )
    return [one for one in contents if one.current and _is_older(one.current.main_library, library.name)]


def _is_older(written: str, name: LibraryName) -> bool:
    return LibraryName.parse(written) < name  # same machine name


def upgrades_from(library: H5PLibrary) -> bool:
    """Whether it brings steps; without any the content is taken as it is, as the reference does."""
    return _SCRIPT in library.files


def job_for(content: H5PContent, library: H5PLibrary) -> dict[str, Any]:
    """What the cage needs. ``allowed``: library → machine name → which version of it belongs inside."""
    version = content.current
    assert version is not None
    registry = InstalledLibraries()
    allowed: dict[str, dict[str, str]] = {}
    waiting = [library.name]
    while waiting:
        name = waiting.pop()
        if str(name) not in allowed and registry.row(name) is not None:
            inside = dict(_inside(registry.semantics(name)))
            allowed[str(name)] = inside
            waiting += map(LibraryName.parse, inside.values())
    return {
        "version": version.number,
        "from": version.main_library,
        "to": str(library.name),
        "params": version.params,
        "metadata": {"title": content.title}
        | {name: version.manifest[name] for name in _METADATA & version.manifest.keys()},
        "allowed": allowed,
        "scripts": _scripts({LibraryName.parse(name) for name in allowed}, registry),
    }


_METADATA = {"license", "authors", "source", "licenseVersion", "licenseExtras", "changes", "yearFrom", "yearTo"}


def _inside(semantics: Any) -> Iterator[tuple[str, str]]:
    """The libraries that fields of these semantics offer, the newest version of each last."""
    fields = (field for _path, field in walk(parse(semantics)))
    found = {name for field in fields if isinstance(field, LibraryField) for name in field.libraries}
    yield from ((name.machine_name, str(name)) for name in sorted(found))


def _scripts(names: set[LibraryName], registry: InstalledLibraries) -> list[str]:
    """Of several versions of a library only the newest: its script holds the steps of the older ones, too."""
    newest = {name.machine_name: name for name in sorted(names)}
    rows = [row for name in newest.values() if (row := registry.row(name)) and _SCRIPT in row.files]
    texts = []
    for row in rows:
        with library_storage().open(f"{row.folder}/{_SCRIPT}") as file:
            texts.append(file.read(_LARGEST_SCRIPT).decode("utf-8", "replace"))
    return texts


def take_upgraded(
    content: H5PContent, library: H5PLibrary, *, params: Any, version: int, by: User, at: datetime
) -> H5PContentVersion:
    """Raises H5PError, ChangedMeanwhile."""
    current = content.current
    if current is None or current.number != version:
        raise ChangedMeanwhile
    folder = content_storage().path(current.folder)
    return save_version(
        content,
        title=content.title,
        manifest=current.manifest,
        params=params,
        main=library.name,
        files={path: folder / path for path in current.files},
        by=by,
        at=at,
        package_sha256=current.package_sha256,
    )
