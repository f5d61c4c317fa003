"""Is this file a package one can take?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from h5p_wrapper import rules
from h5p_wrapper.checks import CORE_API
from h5p_wrapper.library import Library
from h5p_wrapper.limits import DEFAULT_LIMITS, Limits
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.package import Package
from h5p_wrapper.problems import H5PError, Problems
from h5p_wrapper.registry import MemoryRegistry, Registry


@dataclass(frozen=True)
class Report:
    """``manifest`` and ``libraries`` are there as far as they could be read; sizes are of the unpacked files."""

    problems: Problems
    manifest: Manifest | None = None
    libraries: tuple[Library, ...] = ()
    file_count: int = 0
    content_bytes: int = 0
    library_bytes: int = 0

    @property
    def is_valid(self) -> bool:
        return not self.problems.errors


def validate(
    source: str | os.PathLike[str] | BinaryIO,
    installed: Registry | None = None,
    limits: Limits = DEFAULT_LIMITS,
    *,
    may_install: bool = True,
    core_api: tuple[int, int] = CORE_API,
) -> Report:
    """All that is wrong with a package, as far as one can look. Raises ``OSError`` where there is no such file.

    ``installed``: what the host has. Without ``may_install`` the libraries in the package are not looked at and do not
    count: everything the content needs must be installed.
    """
    problems = Problems()
    name = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    if isinstance(name, str | os.PathLike) and not os.fspath(name).lower().endswith("h5p"):
        problems.add(rules.FILE_NAME, Path(name).name)
        return Report(problems)
    try:
        package = Package.open(source, limits)
    except H5PError as error:
        problems.extend(error.problems)
        return Report(problems)
    with package:
        problems.extend(package.validate(installed or MemoryRegistry(), may_install=may_install, core_api=core_api))
        files = package.files
        has_libraries = may_install and not package.library_problems.errors
        return Report(
            problems=problems,
            manifest=None if package.manifest_problems.errors else package.manifest,
            libraries=tuple(each.library for each in package.libraries.values()) if has_libraries else (),
            file_count=len(files.archive.entries),
            content_bytes=sum(files.content.values()),
            library_bytes=sum(sum(folder.values()) for folder in files.folders.values()),
        )
