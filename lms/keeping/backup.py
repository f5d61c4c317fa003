"""Writing a backup while people learn."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from lms.keeping import postgres
from lms.keeping.crypt import encrypt_file
from lms.keeping.files import Hashed, make_private, sha256
from lms.keeping.rows import table_hashes

FORMAT = 1


class BackupFailed(Exception):
    """The text says why, in the language of whoever asked."""


def write_backup(target: Path, *, at: datetime, passphrase: str = "") -> dict[str, Any]:
    """One file with a manifest of hashes; encrypted when there is a passphrase, else as delicate as the keys in it.

    Written from piece to piece, never held in memory; readable by its owner only, from its first byte.
    """
    part = target.with_name(target.name + ".part")
    make_private(part)
    try:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "backup.tar.gz" if passphrase else part
            manifest = _write_archive(archive, Path(folder), at)
            if passphrase:
                encrypt_file(archive, part, passphrase)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write_archive(archive: Path, work: Path, at: datetime) -> dict[str, Any]:
    dump = work / ("database.sqlite3" if _is_sqlite() else "database.pgdump")
    tables = _dump_database(dump)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "engine": connection.vendor,
        "database": {"file": dump.name, "sha256": sha256(dump)},
        "tables": tables,
        "files": {},
    }
    # Without a file name in its head, so that there is no byte that no checksum covers.
    with (
        archive.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        tar.add(dump, dump.name)
        dump.unlink()
        for path, name in _files():
            if digest := _add_file(tar, path, name):
                manifest["files"][name] = digest
        _add_text(tar, "manifest.json", json.dumps(manifest, indent=1))
    return manifest


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _dump_database(target: Path) -> dict[str, dict[str, Any]]:
    """A consistent copy and the hashes of exactly its rows, while others go on writing."""
    if _is_sqlite():
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        connection.connection.backup(copy)
        copy.close()
        return _hashes_of_copy(target)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        try:
            postgres.dump(target, snapshot=snapshot, parameters=connection.get_connection_params())
        except postgres.ProgramFailed as failed:
            raise BackupFailed(str(failed)) from failed
        return table_hashes()


def _hashes_of_copy(path: Path) -> dict[str, dict[str, Any]]:
    alias = "backup_copy"
    connections.databases[alias] = {**connections.databases["default"], "NAME": path, "OPTIONS": {}}
    try:
        return table_hashes(using=alias)
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def _files() -> list[tuple[Path, str]]:
    """Uploads, H5P, keys and local settings, with their names inside the backup.

    Bundles of H5P are made again when they are asked for; packages on their way are brought again.
    """
    root = Path(settings.DATA_DIR)
    found = [
        (path, f"data/{path.relative_to(root).as_posix()}")
        for part in ("uploads", "h5p/libraries", "h5p/contents", "keys")
        for path in sorted((root / part).rglob("*"))
        if path.is_file()
    ]
    local = root / "local.env"
    return [*found, (local, "data/local.env")] if local.exists() else found


def _add_file(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """The hash of just those bytes that went in; "" for a file that somebody deleted meanwhile."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return ""
    with file:
        hashed = Hashed(file)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), hashed)
        return hashed.hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))
