"""Packages on their way in: received, looked through, then taken as a content, or their libraries installed."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.package import Package
from h5p_wrapper.problems import H5PError, Problems, Rule
from h5p_wrapper.registry import Registry
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from media.h5p.asking import tell_that_installed
from media.h5p.contents import Stored, may_install, missing_libraries, problem_json, record_version, stored_version
from media.h5p.libraries import Hashed, Installed, Staged, arriving_from, record, staged
from media.h5p.models import H5PContent, H5PUpload
from media.h5p.places import upload_storage
from media.h5p.registry import InstalledLibraries
from media.h5p.report import describe

LARGE = 20_000_000  # bytes: longer than anybody looks at a page that does not answer
WORKER_SILENT = timedelta(seconds=10)  # then whoever looks does the work
WORK_LOST = timedelta(minutes=10)  # the process that did it is gone
KEPT_FOR = timedelta(days=7)
MOST_WAITING = 20  # files of one person that are neither taken nor thrown away
ROOM_OF_ONE, ROOM_OF_ALL = 4, 20  # what these and everybody's may weigh together, in files of the largest size allowed
TOO_MANY_WAITING = Rule(
    "too-many-waiting",
    "You have brought {count} files that are not taken yet; {limit} may wait.",
    "Take one of them or throw it away, then bring this file again. What nobody looks at is thrown away after a week.",
)
NO_ROOM_OF_ONE = Rule(
    "waiting-bytes",
    "The files that you have brought and not taken yet fill the room for them.",
    "Take one of them or throw it away, then bring this file again. What nobody looks at is thrown away after a week.",
)
NO_ROOM_OF_ALL = Rule(
    "waiting-bytes-of-all",
    "The files that everybody has brought and not taken yet fill the room for them.",
    "Take or throw away yours and ask others to do the same, then bring this file again.",
)
_MISSING = {
    "library-missing",
    "content-library-missing",
    "main-missing",
    "newer-main",
}  # somebody can help: no reason to refuse the package


class TooLarge(Exception):
    """More bytes than the setting allows."""


class _TakenMeanwhile(Exception):
    pass


class Restricted(Exception):
    """Administrators keep content of this type to themselves."""

    def __init__(self, name: LibraryName) -> None:
        self.name = name
        super().__init__(str(name))


@dataclass(frozen=True)
class Run:
    """Work on an upload that does not fit into one answer. ``state``: waiting, running, failed."""

    act: str  # check, take or install
    state: str
    at: str
    by: int
    title: str = ""


def receive(file: Any, *, name: str, by: User, at: datetime, replaces: H5PContent | None = None) -> H5PUpload:
    """Streams it to the disk. ``file`` has ``read`` and ``size``. Raises TooLarge; nothing of it is looked at yet.

    Where too much waits already it is refused at once, and its file is not kept.
    """
    if file.size > settings.MAX_H5P_BYTES:
        raise TooLarge
    key = uuid.uuid4()
    path = f"{key}.h5p"
    hashed = Hashed(cast(BinaryIO, file))
    try:
        size = upload_storage().save(path, cast(BinaryIO, hashed))
        made = H5PUpload(
            key=key, name=name[-255:], size=size, sha256=hashed.hexdigest(), replaces=replaces, by=by, at=at
        )
        with transaction.atomic():
            User.objects.select_for_update().get(pk=by.pk)  # of two at once the second sees the first
            if problems := _no_room_for(made):
                made.state = H5PUpload.State.REFUSED
                made.report = {"problems": [problem_json(problem) for problem in problems]}
            made.save()
    except BaseException:
        upload_storage().delete(path)
        raise
    if problems:
        upload_storage().delete(path)
    return made


def waiting() -> QuerySet[H5PUpload]:
    """Brought, and neither taken nor refused."""
    return H5PUpload.objects.filter(state__in=(H5PUpload.State.RECEIVED, H5PUpload.State.CHECKED))


def _no_room_for(upload: H5PUpload) -> Problems:
    problems = Problems()
    own = waiting().filter(by=upload.by).aggregate(count=Count("pk"), size=Sum("size", default=0))
    everybody = waiting().aggregate(size=Sum("size", default=0))
    if own["count"] >= MOST_WAITING:
        problems.add(TOO_MANY_WAITING, upload.name, count=own["count"], limit=MOST_WAITING)
    elif own["size"] + upload.size > ROOM_OF_ONE * settings.MAX_H5P_BYTES:
        problems.add(NO_ROOM_OF_ONE, upload.name)
    elif everybody["size"] + upload.size > ROOM_OF_ALL * settings.MAX_H5P_BYTES:
        problems.add(NO_ROOM_OF_ALL, upload.name)
    return problems


def check(upload: H5PUpload) -> None:
    """Fills the report. Twice is once."""
    registry = InstalledLibraries()
    report: dict[str, Any] = {}
    try:
        with _open(upload) as package:
            problems, missing = _look(package, registry, by=upload.by)
            errors = [each for each in problems.errors if each.code not in _MISSING]
            report = {"left_out": dict(problems.left_out())}
            if not package.manifest_problems.errors:
                report |= describe(package, registry)
            report["missing"] = [str(name) for name in missing]
    except H5PError as refused:
        problems, errors = Problems(), list(refused.problems)
        problems.extend(refused.problems)
    report["problems"] = [problem_json(problem) for problem in problems if problem.code not in _MISSING]
    with transaction.atomic():
        row = H5PUpload.objects.select_for_update().get(pk=upload.pk)
        if row.state == H5PUpload.State.RECEIVED:
            row.state = H5PUpload.State.REFUSED if errors else H5PUpload.State.CHECKED
            row.report = report
            row.save(update_fields=["state", "report"])
            if errors:
                transaction.on_commit(partial(upload_storage().delete, _path(row)))
    upload.refresh_from_db()


def _look(package: Package, registry: Registry, *, by: User) -> tuple[Problems, tuple[LibraryName, ...]]:
    """What the package brings counts where somebody could install it: by whom it comes, or because it is needed."""
    missing: tuple[LibraryName, ...] = ()
    if not package.manifest_problems.errors:
        missing = missing_libraries(package.manifest.raw, registry)
    return package.validate(registry, may_install=may_install(by) or bool(missing)), missing


def take(upload: H5PUpload, *, by: User, at: datetime, install: bool = False, title: str = "") -> H5PContent | None:
    """A content from a package that was checked; ``None`` when it is gone or was taken already.

    ``install``: its libraries first; both or none. Raises H5PError, Restricted, PermissionDenied.
    """
    if install and not may_install(by):
        raise PermissionDenied
    row = H5PUpload.objects.filter(pk=upload.pk, state=H5PUpload.State.CHECKED).first()
    try:
        opened = _open(row) if row else None
    except FileNotFoundError:  # another took it at this moment
        opened = None
    if row is None or opened is None:
        return None
    try:
        with opened as package, _staged(package) if install else nullcontext(Staged()) as libraries:
            registry = InstalledLibraries(libraries.rows)
            with _stored(row, package, registry, title, by=by) as stored, transaction.atomic():
                _claim(row)
                record(libraries, by=by, at=at)
                content = record_version(stored, by=by, at=at).content
                _taken(row, content)
    except _TakenMeanwhile:
        return None
    return content


def _claim(upload: H5PUpload) -> None:
    """Only one takes it. Files were written before: learners wait for no transaction that makes pictures."""
    rows = H5PUpload.objects.select_for_update().filter(pk=upload.pk, state=H5PUpload.State.CHECKED)
    if not rows.exists():
        raise _TakenMeanwhile


def _staged(package: Package) -> AbstractContextManager[Staged]:
    """The caller has checked the rights. Raises H5PError."""
    problems = package.validate(InstalledLibraries(), may_install=True)
    refusing = [problem for problem in problems.errors if problem.code not in _MISSING]
    if refusing:
        raise H5PError(refusing)
    return staged(arriving_from(package))


def install_from(upload: H5PUpload, *, by: User, at: datetime) -> Installed:
    """Only the libraries; the content stays for the person who brought it. Raises PermissionDenied, H5PError."""
    if not may_install(by):
        raise PermissionDenied
    with _open(upload) as package, _staged(package) as libraries, transaction.atomic():
        return record(libraries, by=by, at=at)


def _stored(
    upload: H5PUpload, package: Package, registry: InstalledLibraries, title: str, *, by: User
) -> AbstractContextManager[Stored]:
    problems = package.validate(registry, may_install=False)
    problems.raise_errors()
    main = package.manifest.main
    assert main is not None  # the validator refuses a package without
    row = registry.row(main)
    if row is not None and row.restricted and not may_install(by):
        raise Restricted(main)
    replaced = upload.replaces
    return stored_version(
        replaced,
        title=title or (replaced.title if replaced else package.manifest.title),
        manifest=package.manifest.raw,
        params=package.content,
        main=main,
        files={path: partial(package.open_file, f"content/{path}") for path in package.content_files},
        by=by,
        package_sha256=upload.sha256,
        problems=problems,
        registry=registry,
    )


def _taken(upload: H5PUpload, content: H5PContent) -> None:
    upload.state, upload.content, upload.report = H5PUpload.State.TAKEN, content, {}
    upload.save(update_fields=["state", "content", "report"])
    transaction.on_commit(partial(upload_storage().delete, _path(upload)))


@transaction.atomic
def drop(upload: H5PUpload) -> None:
    """Whoever brought it does not want it any more."""
    transaction.on_commit(partial(upload_storage().delete, _path(upload)))
    H5PUpload.objects.filter(pk=upload.pk).delete()


def remove_forgotten(*, at: datetime, dry_run: bool = False) -> int:
    """Uploads that nobody looked after for a week, and files of uploads that are gone. Returns how many."""
    old = H5PUpload.objects.filter(at__lte=at - KEPT_FOR).exclude(state=H5PUpload.State.TAKEN)
    known = {_path(upload) for upload in H5PUpload.objects.exclude(pk__in=old).only("key")}
    folder = upload_storage().folder
    gone = [path for path in folder.glob("*.h5p") if path.name not in known and _is_old(path, at)]
    if not dry_run:
        old.delete()
        for path in gone:
            path.unlink(missing_ok=True)
    return len(gone)


def _is_old(path: Path, at: datetime) -> bool:
    return at.timestamp() - path.stat().st_mtime > timedelta(days=1).total_seconds()


def missing_now(upload: H5PUpload) -> tuple[LibraryName, ...]:
    """Somebody may have installed them since the package was checked."""
    manifest = upload.report.get("manifest")
    return missing_libraries(manifest) if manifest else ()


def restricted_main(upload: H5PUpload) -> bool:
    manifest = upload.report.get("manifest")
    main = Manifest.from_json(manifest).main if manifest else None
    row = InstalledLibraries().row(main) if main else None
    return bool(row and row.restricted)


# Work that takes long: a task does it, or, where no worker is there, whoever looks at the page.


def start(upload: H5PUpload, act: str, *, by: User, at: datetime, title: str = "") -> None:
    """At once where the package is small; what goes wrong stands in the report then.

    Nothing is begun with what was refused, or while somebody is at it.
    """
    from media.h5p.tasks import work_on_upload  # the task calls this module

    with transaction.atomic():
        row = H5PUpload.objects.select_for_update().get(pk=upload.pk)
        if row.state == H5PUpload.State.REFUSED or _is_at_work(run_of(row)):
            return
        _note(row, Run(act, "waiting", at.isoformat(), by.pk, title.replace("\0", "")))
    upload.report = row.report
    if upload.size <= LARGE:
        carry_out(upload)
    else:
        transaction.on_commit(partial(work_on_upload.enqueue, str(upload.key)))


def run_of(upload: H5PUpload) -> Run | None:
    noted = upload.report.get("run")
    return Run(**noted) if noted else None


def carry_on(upload: H5PUpload, *, at: datetime) -> Run | None:
    """What is still to be done; done here and now when nobody else seems to."""
    run = run_of(upload)
    if run is None or run.state == "failed":
        return run
    patience = WORKER_SILENT if run.state == "waiting" else WORK_LOST
    if at - datetime.fromisoformat(run.at) > patience:
        carry_out(upload)
    return run_of(upload)


def carry_out(upload: H5PUpload) -> None:
    run = _begin(upload)
    if run is None:
        return
    by, at = User.objects.get(pk=run.by), timezone.now()
    try:
        if run.act == "check":
            check(upload)
        elif run.act == "install":
            install_from(upload, by=by, at=at)
            _note(upload, None)
            if not missing_now(upload):
                tell_that_installed(upload, by=by, at=at)
        else:
            take(upload, by=by, at=at, install=run.act == "install-and-take", title=run.title)
            upload.refresh_from_db()
            if upload.state != H5PUpload.State.TAKEN:
                _note(upload, None)
    except H5PError as refused:
        _note(upload, None, refused=[problem_json(problem) for problem in refused.problems])
    except Restricted:
        _note(upload, None)  # the page says so
    except BaseException:
        _note(upload, Run(run.act, "failed", timezone.now().isoformat(), run.by, run.title))
        raise


def _begin(upload: H5PUpload) -> Run | None:
    """Only one begins with what waits."""
    with transaction.atomic():
        row = H5PUpload.objects.select_for_update().get(pk=upload.pk)
        run = run_of(row)
        if run is None or _is_at_work(run):
            return None
        _note(row, Run(run.act, "running", timezone.now().isoformat(), run.by, run.title))
    upload.refresh_from_db()
    return run


def _is_at_work(run: Run | None) -> bool:
    if run is None or run.state != "running":
        return False
    return timezone.now() - datetime.fromisoformat(run.at) <= WORK_LOST


def _note(upload: H5PUpload, run: Run | None, **more: Any) -> None:
    with transaction.atomic():
        row = H5PUpload.objects.select_for_update().get(pk=upload.pk)
        report = {name: value for name, value in row.report.items() if name not in ("run", "refused")}
        row.report = report | ({"run": vars(run)} if run else {}) | more
        row.save(update_fields=["report"])
    upload.report = row.report


def _open(upload: H5PUpload) -> Package:
    """Raises H5PError; FileNotFoundError where it was dropped."""
    return Package.open(upload_storage().path(_path(upload)))


def _path(upload: H5PUpload) -> str:
    return f"{upload.key}.h5p"
