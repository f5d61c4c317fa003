"""Where a host keeps files: a port, and a folder that fills it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol


class Storage(Protocol):
    """Files under relative POSIX paths. ``open`` and ``size`` raise ``FileNotFoundError``."""

    def open(self, path: str) -> BinaryIO: ...

    def save(self, path: str, source: BinaryIO) -> int:
        """Writes all of ``source``, whole or not at all; says how many bytes. An old file is replaced."""
        ...

    def exists(self, path: str) -> bool: ...

    def size(self, path: str) -> int: ...

    def files(self, folder: str = "") -> Iterator[str]:
        """All files below, in the order of their names."""
        ...

    def delete(self, path: str) -> None:
        """A file, or a folder with all below; nothing there is no error."""
        ...


class FolderStorage:
    """Files of one folder. A path that leads out of it raises ``ValueError``; links are not followed out of it."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def path(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if "\\" in name or "\0" in name or name.startswith("/") or ".." in parts:
            raise ValueError("a path must stay in its folder")
        found = self.folder.joinpath(*parts)
        if not found.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError("a path must stay in its folder")
        return found

    def open(self, path: str) -> BinaryIO:
        return self.path(path).open("rb")

    def save(self, path: str, source: BinaryIO) -> int:
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(source, file, 1 << 16)
                size = file.tell()
            os.chmod(name, 0o644)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return size

    def exists(self, path: str) -> bool:
        return self.path(path).is_file()

    def size(self, path: str) -> int:
        return self.path(path).stat().st_size

    def files(self, folder: str = "") -> Iterator[str]:
        root = self.path(folder)
        found = (
            Path(place, name) for place, _, names in os.walk(root) for name in names if not name.startswith(".part-")
        )
        yield from sorted(file.relative_to(self.folder).as_posix() for file in found)

    def delete(self, path: str) -> None:
        target = self.path(path)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
