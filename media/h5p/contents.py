"""Contents: each save is a new version, filtered, in Indonesian, with light pictures; results stay with the content."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from h5p_wrapper import rules
from h5p_wrapper.dependencies import addons_for, closure, missing, resolve
from h5p_wrapper.external import externals
from h5p_wrapper.filtering import filter_content
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.overlays import lay_over
from h5p_wrapper.problems import H5PError, Problem, Problems, Rule
from h5p_wrapper.registry import Registry
from h5p_wrapper.versions import LibraryName
from h5p_wrapper.write import write_package

from accounts.models import User
from core import audit
from core.models import Picture
from media.h5p.files import FileSource, Written, clone_files, drop_folder, drop_leftovers, play_bytes, write_files
from media.h5p.models import H5PContent, H5PContentVersion, H5PLibrary, H5PLibraryUse
from media.h5p.places import content_storage, library_storage
from media.h5p.play import drop_pages
from media.h5p.registry import InstalledLibraries
from media.h5p.usage import is_used

LANGUAGE = "id"  # what untouched English words of a content become
_PLAYED = (Dependency.PRELOADED, Dependency.DYNAMIC)
_INSTALL = "media.add_h5plibrary"
RESTRICTED = Rule(
    "library-restricted",
    "Administrators keep contents of the type {library} to themselves.",
    "Take this part out, or ask an administrator to bring the content.",
)


def may_install(person: User) -> bool:
    return person.has_perm(_INSTALL)


class ContentInUse(Exception):
    """A lesson shows it, or learners have results of it."""


@dataclass(frozen=True)
class Prepared:
    """A content as it would be kept."""

    main: LibraryName
    params: dict[str, Any]
    manifest: Manifest
    types: tuple[LibraryName, ...]  # of the content and of each part inside it
    libraries: tuple[Library, ...]  # all that play needs, dependencies first
    external: tuple[dict[str, str], ...]
    problems: Problems


def prepare(
    *, title: str, manifest: Mapping[str, Any], params: Any, main: LibraryName, files: Mapping[str, FileSource],
    registry: Registry | None = None,
) -> Prepared:  # fmt: skip
    """Nothing is written. Raises H5PError where the content cannot be played here."""
    registry = registry or InstalledLibraries()
    problems = Problems()
    library = registry.get(main)
    if library is None:
        problems.add(rules.MAIN_MISSING, "h5p.json", library=main)
    elif not library.runnable:
        problems.add(rules.MAIN_NOT_RUNNABLE, "h5p.json", library=main)
    problems.raise_errors()
    if isinstance(params, Mapping):
        params, _count = lay_over(params, main, registry, LANGUAGE)
    filtered = filter_content(params, main, registry, files=files.keys())
    problems.extend(filtered.problems)
    roots = filtered.libraries
    for absent in missing(roots, registry, kinds=_PLAYED):
        problems.add(rules.LIBRARY_MISSING, "h5p.json", library=absent.name, needed_by=absent.needed_by or main)
    problems.raise_errors()
    addons = tuple(addon.name for addon in addons_for(filtered.params, registry))
    libraries = resolve((*roots, *addons), registry)
    needed = replace(
        Manifest.from_json({"title": title, "mainLibrary": main.machine_name, **manifest}),
        title=title,
        main_library=main.machine_name,
        dependencies=MappingProxyType({Dependency.PRELOADED: tuple(each.name for each in reversed(libraries))}),
    )
    external = tuple(each.as_json() for each in externals(filtered.params, main.machine_name))
    return Prepared(main, filtered.params, needed, filtered.libraries, tuple(libraries), external, problems)


@dataclass(frozen=True)
class Stored:
    """A version whose files lie on the disk, and that has no row yet."""

    content: H5PContent | None
    key: uuid.UUID
    title: str
    prepared: Prepared
    written: Written
    problems: Problems
    folder: str
    package_sha256: str


@contextmanager
def stored_version(
    content: H5PContent | None,
    *,
    title: str,
    manifest: Mapping[str, Any],
    params: Any,
    main: LibraryName,
    files: Mapping[str, FileSource],
    by: User | None,
    key: uuid.UUID | None = None,
    package_sha256: str = "",
    problems: Problems | None = None,
    registry: Registry | None = None,
) -> Iterator[Stored]:
    """A new content, or for an old one what is played from now on: files first, so that the transaction stays short.

    ``files``: path below content/ → a path, an open file, or something that opens one. ``problems``: what is known
    already. Raises H5PError, also where ``by`` may not bring one of its types. What follows inside fails: the files go.
    """
    prepared = prepare(title=title, manifest=manifest, params=params, main=main, files=files, registry=registry)
    if by is not None and not may_install(by):
        _refuse_restricted(prepared.types, content)
    content_key = content.key if content else key or uuid.uuid4()
    folder = f"{content_key}/{uuid.uuid4().hex[:12]}"
    drop_leftovers(content_key)
    try:
        written = write_files(folder, files)
        found = Problems()
        for each in (problems or (), prepared.problems, written.problems):
            found.extend(each)
        found.raise_errors()
        yield Stored(content, content_key, title, prepared, written, found, folder, package_sha256)
    except BaseException:
        drop_folder(content_storage(), folder)
        raise


def record_version(
    stored: Stored, *, by: User | None, at: datetime, alternative: str | None = None, picture: Picture | None = None
) -> H5PContentVersion:
    """Its rows, in the caller's transaction. ``alternative``, ``picture``: ``None`` leaves them alone."""
    kept = _locked(stored.content, stored.key, stored.title, by)
    if alternative is not None:
        kept.alternative = alternative
    kept.picture = picture or kept.picture
    version = _record(kept, stored, by=by, at=at)
    _log("saved", kept, by, at, version=version.number, library=str(stored.prepared.main))
    return version


def save_version(
    content: H5PContent | None,
    *,
    by: User | None,
    at: datetime,
    alternative: str | None = None,
    picture: Picture | None = None,
    **what: Any,
) -> H5PContentVersion:
    """``what``: see ``stored_version``. All or nothing, on the disk as well.

    Only a caller's own transaction that is rolled back later leaves files; they go when the same content is saved
    again, or with the next housekeeping.
    """
    with stored_version(content, by=by, **what) as stored, transaction.atomic():
        return record_version(stored, by=by, at=at, alternative=alternative, picture=picture)


def _refuse_restricted(types: Collection[LibraryName], content: H5PContent | None) -> None:
    """A part counts as much as the whole. What is there goes on: no type that the content has already is refused."""
    problems = Problems()
    there = content.current.libraries if content and content.current else ()
    for name in _restricted(types):
        if str(name) not in there:
            problems.add(RESTRICTED, "content/content.json", library=name)
    problems.raise_errors()


def _restricted(types: Collection[LibraryName]) -> list[LibraryName]:
    rows = H5PLibrary.objects.filter(restricted=True).only("machine_name", "major", "minor")
    return sorted(row.name for row in rows if row.name in types)


def may_copy(content: H5PContent, by: User) -> bool:
    """Not where a restricted type is in it: a copy, written anew, would be a way round."""
    version = content.current
    if version is None or may_install(by):
        return version is not None
    main = LibraryName.parse(version.main_library)
    return not _restricted(filter_content(version.params, main, InstalledLibraries()).libraries)


def _locked(content: H5PContent | None, key: uuid.UUID, title: str, by: User | None) -> H5PContent:
    """The row, so that two who replace it at once get two numbers."""
    if content is None:
        return H5PContent.objects.create(key=key, title=title[:255], made_by=by)
    row = H5PContent.objects.select_for_update(of=("self",)).get(pk=content.pk)
    row.title = title[:255]
    return row


def _record(content: H5PContent, stored: Stored, *, by: User | None, at: datetime) -> H5PContentVersion:
    prepared, files = stored.prepared, stored.written.files
    newest = content.versions.order_by("-number").values_list("number", flat=True).first()
    version = H5PContentVersion.objects.create(
        content=content,
        number=(newest or 0) + 1,
        main_library=str(prepared.main),
        libraries=[str(library.name) for library in prepared.libraries],
        params=prepared.params,
        manifest=prepared.manifest.as_json(),
        folder=stored.folder,
        files=files,
        external=list(prepared.external),
        warnings=[problem_json(problem) for problem in stored.problems.warnings],
        package_sha256=stored.package_sha256,
        play_bytes=play_bytes(prepared.params, files),
        made_by=by,
        made_at=at,
    )
    record_uses(version, prepared.main)
    content.current = version
    content.save()
    return version


def record_uses(version: H5PContentVersion, main: LibraryName) -> None:
    names = [LibraryName.parse(each) for each in version.libraries]
    wanted = H5PLibrary.objects.filter(machine_name__in={name.machine_name for name in names})
    rows = {row.name: row for row in wanted.only("machine_name", "major", "minor")}
    H5PLibraryUse.objects.bulk_create(
        H5PLibraryUse(version=version, library=rows[name], main=name == main) for name in names
    )


def copy(content: H5PContent, *, by: User, at: datetime) -> H5PContent:
    """The current version as a content of its own, with version 1 and no results. Raises PermissionDenied."""
    source = content.current
    assert source is not None
    if not may_copy(content, by):
        raise PermissionDenied
    key = uuid.uuid4()
    folder = f"{key}/{uuid.uuid4().hex[:12]}"
    title = _("%(title)s (copy)") % {"title": content.title[:240]}
    try:
        clone_files(source.folder, folder)
        with transaction.atomic():
            made = H5PContent.objects.create(
                key=key, title=title, alternative=content.alternative, picture=content.picture, made_by=by
            )
            version = _clone(source, made, folder, title, by=by, at=at)
            _log("copied", made, by, at, of=str(content.key), version=source.number, library=version.main_library)
    except BaseException:
        drop_folder(content_storage(), folder)
        raise
    return made


def use_again(version: H5PContentVersion, *, by: User, at: datetime) -> H5PContentVersion:
    """An earlier version becomes the newest, so that the row of versions tells what was played when."""
    folder = f"{version.content.key}/{uuid.uuid4().hex[:12]}"
    try:
        clone_files(version.folder, folder)
        with transaction.atomic():
            content = H5PContent.objects.select_for_update(of=("self",)).get(pk=version.content_id)
            newest = _clone(version, content, folder, content.title, by=by, at=at)
            _log("saved", content, by, at, version=newest.number, of=version.number, library=newest.main_library)
    except BaseException:
        drop_folder(content_storage(), folder)
        raise
    return newest


def _clone(
    source: H5PContentVersion, content: H5PContent, folder: str, title: str, *, by: User, at: datetime
) -> H5PContentVersion:
    newest = content.versions.order_by("-number").values_list("number", flat=True).first()
    version = H5PContentVersion.objects.get(pk=source.pk)
    version.pk, version._state.adding = None, True
    version.content, version.number, version.folder = content, (newest or 0) + 1, folder
    version.manifest = version.manifest | {"title": title}
    version.made_by, version.made_at = by, at
    version.save()
    record_uses(version, LibraryName.parse(version.main_library))
    content.current = version
    content.save(update_fields=["current"])
    return version


def export(version: H5PContentVersion, target: BinaryIO) -> None:
    """A package with the original files and every library that another host needs to play and to edit it."""
    registry = InstalledLibraries()
    libraries = closure([LibraryName.parse(name) for name in version.libraries], registry)
    folders = {library.name: row.folder for library in libraries if (row := registry.row(library.name))}
    write_package(
        target,
        manifest=Manifest.from_json(version.manifest),
        content=version.params,
        content_storage=content_storage(),
        content_folder=version.folder,
        libraries=libraries,
        library_storage=library_storage(),
        folder_of=lambda library: folders[library.name],
    )


@transaction.atomic
def delete(content: H5PContent, *, by: User, at: datetime) -> None:
    """With all versions and files. Raises ContentInUse."""
    row = H5PContent.objects.select_for_update(of=("self",)).get(pk=content.pk)
    if is_used(row):
        raise ContentInUse
    _log("deleted", row, by, at)
    try:
        with transaction.atomic():
            H5PContent.objects.filter(pk=row.pk).update(current=None)
            row.current = None
            row.delete()
    except ProtectedError:
        raise ContentInUse from None
    transaction.on_commit(partial(content_storage().delete, str(content.key)))
    transaction.on_commit(partial(drop_pages, content.key))


@transaction.atomic
def record_change(content: H5PContent, *, by: User, at: datetime) -> None:
    """What stands around the content: title, text instead, picture. What is played is left alone."""
    content.save(update_fields=["title", "alternative", "picture"])
    _log("changed", content, by, at)


def missing_libraries(manifest: Mapping[str, Any], registry: Registry | None = None) -> tuple[LibraryName, ...]:
    """Libraries that an h5p.json asks for, or that those need, and that are not installed."""
    wanted = Manifest.from_json(manifest)
    roots = [name for kind in _PLAYED for name in wanted.needs(kind)]
    absent = missing(roots, registry or InstalledLibraries(), kinds=_PLAYED)
    return tuple(each.name for each in absent)


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "where": problem.where,
        "details": dict(problem.details),
        "severity": problem.severity.value,
    }


def refusal(rule: Any, where: str, **details: object) -> H5PError:
    problems = Problems()
    problems.add(rule, where, **details)
    return H5PError(problems)


def _log(act: str, content: H5PContent, by: User | None, at: datetime, **detail: Any) -> None:
    audit.log(
        actor=str(by.public_id) if by else "system",
        action=f"media.h5p_content_{act}",
        subject=str(content.key),
        detail=detail,
        at=at,
    )
