"""Writing a backup while people learn."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from lms.keeping.crypt import encrypt_file
from lms.keeping.rows import table_hashes

FORMAT = 1


class BackupFailed(Exception):
    pass


def write_backup(target: Path, *, at: datetime, passphrase: str = "") -> dict[str, Any]:
    """One file with a manifest of hashes; encrypted when there is a passphrase, else as delicate as the keys in it."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        dump = work / ("database.sqlite3" if _is_sqlite() else "database.pgdump")
        tables = _dump_database(dump)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "engine": connection.vendor,
            "database": {"file": dump.name, "sha256": _sha256(dump)},
            "tables": tables,
            "files": {},
        }
        archive = work / "backup.tar.gz"
        with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
            tar.add(dump, dump.name)
            for path, name in _files():
                manifest["files"][name] = _sha256(path)
                tar.add(path, name)
            _add_text(tar, "manifest.json", json.dumps(manifest, indent=1))
        part = target.with_name(target.name + ".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        if passphrase:
            encrypt_file(archive, part, passphrase)
        else:
            part.write_bytes(archive.read_bytes())
        os.chmod(part, 0o600)
        part.replace(target)
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
        command = [
            "pg_dump",
            "--format=custom",
            f"--snapshot={snapshot}",
            "--file",
            str(target),
            "--dbname",
            postgres_dsn(),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BackupFailed(done.stderr.strip())
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


def postgres_dsn() -> str:
    """libpq's connection string of the configured database."""
    config = settings.DATABASES["default"]
    parts = {
        "dbname": config["NAME"],
        "user": config["USER"],
        "password": config["PASSWORD"],
        "host": config["HOST"],
        "port": config["PORT"],
    }
    host = config.get("OPTIONS", {}).get("host")
    if host:
        parts["host"] = host
    return " ".join(f"{key}='{value}'" for key, value in parts.items() if value)


def _files() -> list[tuple[Path, str]]:
    """Uploads, keys and local settings, with their names inside the backup."""
    root = Path(settings.DATA_DIR)
    found = [
        (path, f"data/{path.relative_to(root).as_posix()}")
        for part in ("uploads", "keys")
        for path in sorted((root / part).rglob("*"))
        if path.is_file()
    ]
    local = root / "local.env"
    return [*found, (local, "data/local.env")] if local.exists() else found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))
