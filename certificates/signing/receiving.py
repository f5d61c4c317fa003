"""Signed files on their way in: one archive or several PDFs, whatever they are named, become one archive of ours."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from certificates.keys import raw_public
from certificates.models import Batch, SignedReturn, SigningKey
from certificates.signing import manifest
from certificates.signing.judging import LARGEST

MOST_FILES = 6_000  # as many as a batch may hold, with what systems put beside them
MOST_BYTES = 1_000_000_000  # unpacked, of all together
_MOST_FOLD = 200  # unpacked to packed: PDFs are packed already
_NOBODYS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Problem(StrEnum):
    NOTHING = "nothing"
    DAMAGED = "damaged"  # an archive that cannot be opened
    LOCKED = "locked"  # … with a password
    BOMB = "bomb"
    TOO_MANY = "too-many"
    FORGED = "forged"  # its list was changed, or we never signed it
    OTHER_BATCH = "other-batch"  # its list is of another batch


class NotReceived(Exception):
    def __init__(self, problem: Problem, name: str = "") -> None:
        self.problem, self.name = problem, name
        super().__init__(problem)


def receive(files: Sequence[Any], *, batch: Batch, by: User, at: datetime) -> SignedReturn:
    """``files`` have ``name``, ``size``, ``read`` and ``seek``. Nothing is published yet. Raises NotReceived."""
    from certificates.tasks import look_through_return  # the task calls a module that uses this one

    path = f"certificates/returns/{uuid4()}.zip"
    with tempfile.TemporaryFile() as kept:
        count = _repack(files, kept, batch)
        kept.seek(0)
        path = default_storage.save(path, File(kept))
    try:
        with transaction.atomic():
            made = SignedReturn.objects.create(batch=batch, by=by, at=at, path=path, count=count)
            transaction.on_commit(partial(look_through_return.enqueue, str(made.public_id)))
    except BaseException:
        default_storage.delete(path)
        raise
    return made


def _repack(files: Sequence[Any], kept: IO[bytes], batch: Batch) -> int:
    count = total = 0
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _contents(files, batch):
            count, total = count + 1, total + len(content)
            if count > MOST_FILES:
                raise NotReceived(Problem.TOO_MANY)
            if total > MOST_BYTES:
                raise NotReceived(Problem.BOMB)
            archive.writestr(f"{count:05}/{name}", content)
    if not count:
        raise NotReceived(Problem.NOTHING)
    return count


def _contents(files: Sequence[Any], batch: Batch) -> Iterator[tuple[str, bytes]]:
    for file in files:
        start = file.read(4)
        file.seek(0)
        if start.startswith((b"PK\3\4", b"PK\5\6")):
            yield from _unpacked(file, batch)
        else:
            yield _name(file.name), file.read(LARGEST + 1)


def _unpacked(file: Any, batch: Batch) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_nobodys(entry.filename)]
            if len(entries) > MOST_FILES:
                raise NotReceived(Problem.TOO_MANY, file.name)
            if any(entry.flag_bits & 1 for entry in entries):
                raise NotReceived(Problem.LOCKED, file.name)
            if sum(entry.file_size for entry in entries) > max(_MOST_FOLD * file.size, LARGEST):
                raise NotReceived(Problem.BOMB, file.name)
            lists = {_name(entry.filename): entry for entry in entries if _name(entry.filename) in _LISTS}
            if lists:
                _check_list(archive, lists, batch, file.name)
            for entry in entries:
                if _name(entry.filename) not in _LISTS:
                    with archive.open(entry) as opened:
                        yield _name(entry.filename), opened.read(LARGEST + 1)  # however long it says it is
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as problem:
        raise NotReceived(Problem.DAMAGED, file.name) from problem


_LISTS = (manifest.NAME, manifest.SIGNATURE_NAME)


def _check_list(archive: zipfile.ZipFile, lists: Mapping[str, zipfile.ZipInfo], batch: Batch, name: str) -> None:
    """Who brings a list brings ours, of this batch; files without a list are known by their bytes alone."""
    if len(lists) < len(_LISTS):
        raise NotReceived(Problem.FORGED, name)
    content, signed = (_read(archive, lists[each]) for each in _LISTS)
    known = {key.kid: raw_public(key) for key in SigningKey.objects.filter(stolen_at=None)}
    try:
        listed = manifest.batch_of(content, signed, known)
    except manifest.Forged as forged:
        raise NotReceived(Problem.FORGED, name) from forged
    if listed != batch.public_id:
        raise NotReceived(Problem.OTHER_BATCH, name)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as opened:
        return opened.read(LARGEST)


def _name(path: str) -> str:
    """The last part only, to be shown; never a place to write to."""
    name = PurePosixPath(path.replace("\\", "/")).name.replace("\0", "")
    return "".join(sign for sign in name if sign.isprintable())[-120:] or "?"


def _is_nobodys(path: str) -> bool:
    return path.startswith(_NOBODYS[0]) or path.endswith(_NOBODYS[1:])
