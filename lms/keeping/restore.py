"""Reading a backup back into an empty place, and proving that it is all there."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import User
from lms.keeping.backup import FORMAT, postgres_dsn
from lms.keeping.crypt import decrypt_file, is_encrypted
from lms.keeping.rows import table_hashes


class RestoreRefused(Exception):
    """Nothing was written; the text says why."""


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
            raise RestoreRefused(f"backup of {manifest['engine']}, but this is {connection.vendor}")
        if not _is_empty():
            raise RestoreRefused("the database or the uploads folder is not empty")
        _restore_database(work / manifest["database"]["file"])
        _restore_files(work / "data")
    return manifest


def _unpack(source: Path, work: Path, passphrase: str) -> dict[str, Any]:
    archive = source
    if is_encrypted(source):
        if not passphrase:
            raise RestoreRefused("the backup is encrypted: give its passphrase")
        archive = work / "plain.tar.gz"
        decrypt_file(source, archive, passphrase)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(work, filter="data")
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError) as error:
        raise RestoreRefused(f"not a whole backup: {error}") from error
    if manifest["format"] > FORMAT:
        raise RestoreRefused("the backup was made by a newer version")
    for name, digest in {manifest["database"]["file"]: manifest["database"]["sha256"], **manifest["files"]}.items():
        if hashlib.sha256((work / name).read_bytes()).hexdigest() != digest:
            raise RestoreRefused(f"{name} is damaged")
    return manifest


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
        for suffix in ("", "-wal", "-shm", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(dump.read_bytes())
        return
    connection.close()
    command = [
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--exit-on-error",
        "--dbname",
        postgres_dsn(),
        str(dump),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RestoreRefused(done.stderr.strip())


def _restore_files(unpacked: Path) -> None:
    root = Path(settings.DATA_DIR)
    for path in unpacked.rglob("*"):
        if path.is_file():
            target = root / path.relative_to(unpacked)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            target.chmod(0o600 if "keys" in target.parts else 0o644)


def differences(manifest: dict[str, Any]) -> list[Difference]:
    """Tables whose rows are not those of the backup; empty when all are."""
    found = table_hashes()
    return [
        Difference(table, wanted, found.get(table))
        for table, wanted in manifest["tables"].items()
        if found.get(table) != wanted
    ]
