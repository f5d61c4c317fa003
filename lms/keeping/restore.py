"""Reading a backup back into an empty place, and proving that it is all there."""

from __future__ import annotations

import gzip
import json
import tarfile
import tempfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from lms.keeping import postgres
from lms.keeping.backup import FORMAT
from lms.keeping.crypt import decrypt_file, is_encrypted
from lms.keeping.files import move, sha256
from lms.keeping.rows import table_hashes

_SHARED = ("uploads", "h5p")  # written as the server writes them; everything else is for its owner only


class RestoreRefused(Exception):
    """Nothing was written; the text says why, in the language of whoever asked."""


@dataclass(frozen=True)
class Difference:
    table: str
    wanted: dict[str, Any]
    found: dict[str, Any] | None


def restore(source: Path, *, passphrase: str = "") -> dict[str, Any]:
    """Into an empty database and data folder only. Raises RestoreRefused, WrongPassphrase."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        manifest = _unpack(source, work, passphrase)
        if manifest["engine"] != connection.vendor:
            databases = {"theirs": manifest["engine"], "ours": connection.vendor}
            raise RestoreRefused(_("it was made of %(theirs)s, but this is %(ours)s") % databases)
        if not _is_empty():
            raise RestoreRefused(_("the database or the folder of uploads is not empty"))
        _restore_database(work / manifest["database"]["file"])
        _restore_files(work, manifest["files"].keys())
    return manifest


def _unpack(source: Path, work: Path, passphrase: str) -> dict[str, Any]:
    archive = source
    if is_encrypted(source):
        if not passphrase:
            raise RestoreRefused(_("the backup is encrypted: set its passphrase as BACKUP_PASSPHRASE"))
        archive = work / "plain.tar.gz"
        decrypt_file(source, archive, passphrase)
    try:
        _extract(archive, work)
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] > FORMAT:
            raise RestoreRefused(_("the backup was made by a newer version"))
        wanted = {manifest["database"]["file"]: manifest["database"]["sha256"], **manifest["files"]}
        damaged = [name for name, digest in wanted.items() if sha256(work / name) != digest]
    except (tarfile.TarError, zlib.error, OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise RestoreRefused(_("this is no whole backup (%(error)s)") % {"error": error}) from error
    finally:
        if archive != source:
            archive.unlink(missing_ok=True)
    if damaged:
        raise RestoreRefused(_("%(name)s in the backup is damaged") % {"name": damaged[0]})
    return manifest


def _extract(archive: Path, work: Path) -> None:
    """Read to the very end: only there stands the checksum of the whole."""
    with gzip.open(archive) as whole:
        with tarfile.open(fileobj=whole, mode="r|") as tar:
            tar.extractall(work, filter="data")
        while whole.read(1 << 20):
            pass


def _is_empty() -> bool:
    uploads = Path(settings.MEDIA_ROOT)
    if uploads.is_dir() and any(path.is_file() for path in uploads.rglob("*")):
        return False
    tables = connection.introspection.table_names()
    return User._meta.db_table not in tables or not User.objects.exists()


def _restore_database(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(settings.DATABASES["default"]["NAME"])
        for suffix in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        move(dump, target, mode=0o600)
        return
    connection.close()
    try:
        postgres.load(dump, parameters=connection.get_connection_params())
    except postgres.ProgramFailed as failed:
        raise RestoreRefused(str(failed)) from failed


def _restore_files(work: Path, names: Collection[str]) -> None:
    """Uploads as uploading writes them; keys and settings for their owner only."""
    root = Path(settings.DATA_DIR)
    (root / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (work / "data").rglob("*"):
        if path.is_file() and path.relative_to(work).as_posix() in names:
            inside = path.relative_to(work / "data")
            move(path, root / inside, mode=settings.FILE_UPLOAD_PERMISSIONS if inside.parts[0] in _SHARED else 0o600)


def differences(manifest: dict[str, Any]) -> list[Difference]:
    """Tables whose rows are not those of the backup; empty when all are."""
    found = table_hashes()
    return [
        Difference(table, wanted, found.get(table))
        for table, wanted in manifest["tables"].items()
        if found.get(table) != wanted
    ]
