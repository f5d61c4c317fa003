"""Writing packages: the same input gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from h5p_wrapper.files import CONTENT, MANIFEST, is_skipped
from h5p_wrapper.library import Library
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.package import Package
from h5p_wrapper.storage import FolderStorage, Storage

Target = str | os.PathLike[str] | BinaryIO

# Already compressed: to do it again costs time and saves nothing.
_PACKED_KINDS = re.compile(r".*\.(?:png|jpe?g|gif|web[mp]|mp[34]|ogg|m4a|woff2?|docx|xlsx|pptx|od[pst])", re.I | re.S)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 16


def write_package(
    target: Target,
    *,
    manifest: Manifest,
    content: Any,
    content_storage: Storage,
    content_folder: str,
    libraries: Sequence[Library] = (),
    library_storage: Storage | None = None,
    folder_of: Callable[[Library], str] = lambda library: library.name.folder,
) -> None:
    """Writes h5p.json, ``content`` as content.json with the files of ``content_folder``, and ``libraries``.

    ``folder_of`` says where in ``library_storage`` the files of a library are. A target that is a path is written
    whole or not at all; one that is a file holds a part after an error.
    """
    with package_writer(target) as package:
        package.add_json(MANIFEST, manifest.as_json())
        package.add_json(CONTENT, content)
        package.add_folder("content", content_storage, content_folder, without="content.json")
        for library in sorted(libraries, key=lambda library: library.name):
            if library_storage is None:
                raise ValueError("libraries need a storage they are in")
            package.add_folder(library.name.folder, library_storage, folder_of(library))


def pack(folder: str | os.PathLike[str], target: Target) -> None:
    """A package from a folder that looks like an unpacked one. It is not validated; hidden files stay out."""
    storage = FolderStorage(folder)
    with package_writer(target) as package:
        for name in _in_order(name for name in storage.files() if not is_skipped(name)):
            with storage.open(name) as source:
                package.add(name, source, storage.size(name))


def repack(source: str | os.PathLike[str] | BinaryIO, target: Target) -> None:
    """The same package without stray files, in the order and the form in which this module writes.

    Raises ``H5PError`` where the source cannot be read; then nothing is written to a path.
    """
    with Package.open(source) as package, package_writer(target) as written:
        for name in _in_order(package_names(package)):
            with package.open_file(name) as file:
                written.add(name, file, package.files.archive.entries[name].size)


def unpack(package: Package, storage: Storage, *, libraries: bool = True) -> None:
    """Saves every file of the package that counts, the libraries' only where these are wanted.

    Raises ``H5PError`` in the middle where a file is damaged. No name leads out of the storage: that was made sure of
    when the package was opened.
    """
    for name in _in_order(package_names(package, libraries=libraries)):
        with package.open_file(name) as file:
            storage.save(name, file)


def package_names(package: Package, *, libraries: bool = True) -> Iterator[str]:
    """h5p.json, content and libraries; not what lies about in the root or begins with a dot or an underscore."""
    yield from (name for name in (MANIFEST, CONTENT) if name in package.files.archive.entries)
    yield from (f"content/{name}" for name in package.files.content)
    if libraries:
        yield from (f"{folder}/{name}" for folder, files in package.files.folders.items() for name in files)


def _in_order(names: Iterable[str]) -> list[str]:
    first = {MANIFEST: 0, CONTENT: 1}
    return sorted(names, key=lambda name: (first.get(name, 2), name))


class PackageWriter:
    """Adds files to a package, each once, with nothing in it of when and where it was written."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w")

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        info = _info(name)
        info.compress_type = zipfile.ZIP_STORED if _PACKED_KINDS.fullmatch(name) else zipfile.ZIP_DEFLATED
        info.file_size = size
        with self._zip.open(info, "w") as written:
            shutil.copyfileobj(source, written, _CHUNK)

    def add_json(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        self._zip.writestr(_info(name), text, zipfile.ZIP_DEFLATED)

    def add_folder(self, into: str, storage: Storage, folder: str, *, without: str | None = None) -> None:
        prefix = f"{folder.rstrip('/')}/" if folder else ""
        for path in sorted(storage.files(folder)):
            name = path.removeprefix(prefix)
            if name == without or is_skipped(name):
                continue
            with storage.open(path) as source:
                self.add(f"{into}/{name}", source, storage.size(path))

    def close(self) -> None:
        self._zip.close()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info


@contextmanager
def package_writer(target: Target) -> Iterator[PackageWriter]:
    if not isinstance(target, str | os.PathLike):
        with closing(PackageWriter(target)) as writer:
            yield writer
        return
    path = Path(target)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file, closing(PackageWriter(file)) as writer:
            yield writer
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
