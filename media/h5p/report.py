"""What a package contains, in a form that can be kept and shown: for people who decide whether to take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from h5p_wrapper.external import externals
from h5p_wrapper.overlays import lay_over
from h5p_wrapper.package import Package

from media.h5p.contents import LANGUAGE
from media.h5p.libraries import Arriving, arrival_of, arriving_from, sum_of
from media.h5p.registry import InstalledLibraries

_MOST_SHOWN = 500  # files of media; a package may have ten thousand


def describe(package: Package, registry: InstalledLibraries) -> dict[str, Any]:
    """Of a package whose h5p.json is in order."""
    manifest, sizes = package.manifest, package.content_files
    return {
        "title": manifest.title,
        "manifest": manifest.as_json(),
        "main": str(manifest.main or manifest.main_library),
        "main_title": _title(package, registry),
        "libraries": []
        if package.library_problems.errors
        else [_library(each, registry) for each in arriving_from(package)],
        "media": [{"path": path, "size": sizes[path]} for path in sorted(sizes)][:_MOST_SHOWN],
        "external": sorted({each.host for each in externals(_content(package), manifest.main_library) if each.host}),
        "media_count": len(sizes),
        "media_bytes": sum(sizes.values()),
        "overlaid": _overlaid(package, registry),
    }


def _overlaid(package: Package, registry: InstalledLibraries) -> int:
    """How many English words, such as those of buttons, will stand there in Indonesian."""
    main, content = package.manifest.main, _content(package)
    if main is None or not isinstance(content, Mapping):
        return 0
    is_packaged = registry.row(main) is None and not package.library_problems.errors
    return lay_over(content, main, package.registry if is_packaged else registry, LANGUAGE)[1]


def _content(package: Package) -> Any:
    return None if package.content_problems.errors else package.content


def _title(package: Package, registry: InstalledLibraries) -> str:
    main = package.manifest.main
    if main is None:
        return ""
    installed = registry.row(main)
    packaged = None if package.library_problems.errors else package.libraries.get(main)
    return installed.title if installed else packaged.library.title if packaged else ""


def _library(arriving: Arriving, registry: InstalledLibraries) -> dict[str, Any]:
    library, there = arriving.library, registry.row(arriving.library.name)
    arrival = arrival_of(arriving, there)
    digest = sum_of(arriving)
    return {
        "name": str(library.name),
        "title": library.title,
        "patch": library.patch,
        "arrival": arrival.value if arrival else "refused",
        "installed_patch": there.patch if there else None,
        "sha256": digest,
        "differs": bool(there and there.patch == library.patch and there.sha256 != digest),
        "files": len(arriving.paths),
    }
