"""Installing libraries: foreign code that administrators let in, pinned by the sums of its files."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.db import IntegrityError, transaction
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.package import Package
from h5p_wrapper.registry import Arrival
from h5p_wrapper.storage import FolderStorage
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from core import audit
from media.h5p.models import H5PContent, H5PLibrary
from media.h5p.places import library_storage


class LibraryInUse(Exception):
    """Contents play with it or libraries need it."""


class OwnLibrary(Exception):
    """It comes with the product: it would be back at the next start."""


@dataclass(frozen=True)
class Installed:
    """``refused``: the package brings other files under the name of a library that comes with the product."""

    new: tuple[H5PLibrary, ...] = ()
    patched: tuple[H5PLibrary, ...] = ()
    kept: tuple[LibraryName, ...] = ()
    refused: tuple[LibraryName, ...] = ()


@dataclass(frozen=True)
class Uses:
    """``contents``: that play with it in any of their versions. ``libraries``: that need it."""

    contents: tuple[H5PContent, ...] = ()
    libraries: tuple[H5PLibrary, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.contents or self.libraries)


@dataclass(frozen=True)
class Damage:
    """``path`` is not what was installed any more. ``what``: changed, missing or added."""

    library: H5PLibrary
    path: str
    what: str


@dataclass(frozen=True)
class Arriving:
    """A library on its way in. ``open`` takes a path below its folder."""

    library: Library
    semantics: list[Any] | None
    languages: Mapping[str, Mapping[str, Any]]
    paths: tuple[str, ...]
    open: Callable[[str], BinaryIO] = field(repr=False)


@dataclass(frozen=True)
class Staged:
    """What would be installed: its files lie on the disk, its rows are not saved."""

    rows: tuple[H5PLibrary, ...] = ()
    kept: tuple[LibraryName, ...] = ()
    refused: tuple[LibraryName, ...] = ()


def arriving_from(package: Package) -> Iterator[Arriving]:
    for packaged in package.libraries.values():
        yield Arriving(
            packaged.library,
            packaged.semantics,
            packaged.languages,
            tuple(sorted(packaged.files)),
            partial(_open_in_package, package, packaged.folder),
        )


def _open_in_package(package: Package, folder: str, path: str) -> BinaryIO:
    return package.open_file(f"{folder}/{path}")


def sum_of(arriving: Arriving) -> str:
    """What would be pinned."""
    return _sum_over({path: {"sha256": _digest(arriving.open(path))} for path in arriving.paths})


def arrival_of(arriving: Arriving, there: H5PLibrary | None, *, own: bool = False) -> Arrival | None:
    """``None``: refused, as nobody but the product changes the product's own."""
    if there is None:
        return Arrival.NEW
    if there.own and not own:
        return Arrival.KEEP if arriving.library.patch <= there.patch else None
    if own and arriving.library.patch >= there.patch and sum_of(arriving) != there.sha256:
        return Arrival.PATCH
    return Arrival.PATCH if arriving.library.patch > there.patch else Arrival.KEEP


def arriving_in(folder: Path) -> Arriving:
    paths = tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
    semantics = folder / "semantics.json"
    return Arriving(
        Library.from_json(_json(folder / "library.json")),
        _json(semantics) if semantics.is_file() else None,
        {path.stem: _json(path) for path in sorted((folder / "language").glob("*.json"))},
        paths,
        FolderStorage(folder).open,
    )


def install_all(arriving: Iterable[Arriving], *, by: User | None, at: datetime, own: bool = False) -> Installed:
    with staged(arriving, own=own) as found, transaction.atomic():
        return record(found, by=by, at=at)


@contextmanager
def staged(arriving: Iterable[Arriving], *, own: bool = False) -> Iterator[Staged]:
    """Files first, so that the transaction stays short. What follows inside fails: the files go."""
    there = {row.name: row for row in H5PLibrary.objects.defer("semantics", "languages", "files")}
    kept, refused, rows = [], [], []
    try:
        for one in arriving:
            wanted = arrival_of(one, there.get(one.library.name), own=own)
            if wanted is None:
                refused.append(one.library.name)
            elif wanted is Arrival.KEEP:
                kept.append(one.library.name)
            else:
                rows.append(_write(one, own=own))
        yield Staged(tuple(rows), tuple(kept), tuple(refused))
    except BaseException:
        for row in rows:
            library_storage().delete(row.folder)
        raise


def record(found: Staged, *, by: User | None, at: datetime) -> Installed:
    """In the caller's transaction."""
    done = [_record(row, by=by, at=at) for row in found.rows]
    new, patched = (tuple(row for row, arrival in done if arrival == wanted) for wanted in (Arrival.NEW, Arrival.PATCH))
    late = tuple(row.name for row, arrival in done if arrival == Arrival.KEEP)
    return Installed(new, patched, found.kept + late, found.refused)


def _write(arriving: Arriving, *, own: bool) -> H5PLibrary:
    storage, library, name = library_storage(), arriving.library, arriving.library.name
    folder = f"{name.machine_name[:80]}-{name.major}.{name.minor}.{library.patch}-{secrets.token_hex(6)}"
    files: dict[str, dict[str, Any]] = {}
    try:
        for path in arriving.paths:
            with arriving.open(path) as source:
                hashed = Hashed(source)
                size = storage.save(f"{folder}/{path}", cast(BinaryIO, hashed))
            files[path] = {"sha256": hashed.hexdigest(), "size": size}
    except BaseException:
        storage.delete(folder)
        raise
    return H5PLibrary(
        machine_name=name.machine_name,
        major=name.major,
        minor=name.minor,
        patch=library.patch,
        title=library.title[:255],
        runnable=library.runnable,
        raw=dict(library.raw),
        semantics=arriving.semantics,
        languages={code: dict(words) for code, words in arriving.languages.items()},
        files=files,
        sha256=_sum_over(files),
        folder=folder,
        own=own,
    )


def _record(row: H5PLibrary, *, by: User | None, at: datetime) -> tuple[H5PLibrary, Arrival]:
    """Takes the place of the one with this name, where there is one.

    Not where somebody else brought the same or a newer one since the files were written: that one is kept.
    """
    row.installed_by, row.installed_at = by, at
    named = H5PLibrary.objects.filter(machine_name=row.machine_name, major=row.major, minor=row.minor)
    there = named.select_for_update().first()
    if there is None:
        try:
            with transaction.atomic():
                row.save()
            _log("installed", row, by, at)
            return row, Arrival.NEW
        except IntegrityError:
            there = named.select_for_update().get()
    if not row.own and (there.own or there.patch >= row.patch):
        transaction.on_commit(partial(library_storage().delete, row.folder))
        return there, Arrival.KEEP
    transaction.on_commit(partial(library_storage().delete, there.folder))
    row.pk, row.restricted, row._state.adding = there.pk, there.restricted, False
    row.save()
    _log("patched", row, by, at)
    return row, Arrival.PATCH


@transaction.atomic
def remove(library: H5PLibrary, *, by: User, at: datetime) -> None:
    """Raises LibraryInUse, OwnLibrary."""
    row = H5PLibrary.objects.select_for_update().get(pk=library.pk)
    if row.own:
        raise OwnLibrary
    if where_used(row):
        raise LibraryInUse
    _log("removed", row, by, at)
    row.delete()
    transaction.on_commit(partial(library_storage().delete, row.folder))


@transaction.atomic
def restrict(library: H5PLibrary, on: bool, *, by: User, at: datetime) -> None:
    """Trainers bring no new content of a restricted type; what is there plays on."""
    row = H5PLibrary.objects.select_for_update().get(pk=library.pk)
    if row.restricted != on:
        row.restricted = on
        row.save(update_fields=["restricted"])
        _log("restricted" if on else "released", row, by, at)


def where_used(library: H5PLibrary) -> Uses:
    contents = H5PContent.objects.filter(versions__uses__library=library).distinct().order_by("title", "pk")
    others = H5PLibrary.objects.defer("semantics", "languages", "files").exclude(pk=library.pk)
    needing = (row for row in others.order_by("title", "major", "minor") if library.name in _needs(row))
    return Uses(tuple(contents), tuple(needing))


def _needs(row: H5PLibrary) -> set[LibraryName]:
    library = Library.from_json(row.raw)
    return {name for kind in Dependency for name in library.needs(kind)}


def verify(libraries: Iterable[H5PLibrary] | None = None) -> Iterator[Damage]:
    """Whether the files on the disk still are those that were installed."""
    storage = library_storage()
    for row in H5PLibrary.objects.defer("semantics", "languages") if libraries is None else libraries:
        there = {name.removeprefix(f"{row.folder}/") for name in storage.files(row.folder)}
        for path in sorted(there - row.files.keys()):
            yield Damage(row, path, "added")
        for path, facts in sorted(row.files.items()):
            if path not in there:
                yield Damage(row, path, "missing")
            elif _digest(storage.open(f"{row.folder}/{path}")) != facts["sha256"]:
                yield Damage(row, path, "changed")


class Hashed:
    """A file as it is read, and the hash of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _digest(file: BinaryIO) -> str:
    hashed = Hashed(file)
    with file:
        while hashed.read(1 << 16):
            pass
    return hashed.hexdigest()


def _sum_over(files: Mapping[str, Mapping[str, Any]]) -> str:
    lines = "".join(f"{facts['sha256']}  {path}\n" for path, facts in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _log(act: str, row: H5PLibrary, by: User | None, at: datetime) -> None:
    audit.log(
        actor=str(by.public_id) if by else "system",
        action=f"media.h5p_library_{act}",
        subject=f"h5p-library-{row.pk}",
        detail={"library": f"{row.name}.{row.patch}", "sha256": row.sha256},
        at=at,
    )
