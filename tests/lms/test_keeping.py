"""Backup and restore, as whoever runs the server does it: two commands, two places, the same rows (SECURITY 38)."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
import tempfile
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext

from lms.keeping.crypt import WrongPassphrase, decrypt_file, encrypt_file, is_encrypted
from lms.keeping.restore import RestoreRefused, restore
from lms.keeping.rows import table_hashes
from media.h5p.models import H5PContentVersion, H5PLibrary
from tests.factories.courses import course_with_lessons
from tests.factories.h5p import make_content, make_library
from tests.factories.people import learner, person
from tests.media.files import picture

PASSPHRASE = "kunci gudang balai RW 05"
ON_POSTGRES = bool(os.environ.get("DATABASE_URL"))


@dataclass
class Place:
    """One installation: a data folder, and on PostgreSQL a database."""

    data: Path
    database: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name not in ("BACKUP_PASSPHRASE", "PUBLIC_URL")}
        ours = {"DATA_DIR": str(self.data), "DATABASE_URL": self.database, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=clean | ours | environment, capture_output=True, text=True, check=False
        )

    def files(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.data)): path.read_bytes() for path in self.data.rglob("*") if path.is_file()}


def database_named(name: str) -> str:
    """The address of another database on the server that these tests use."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def outside_transactions(sql: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql)


def fill() -> None:
    learner(name="ꦱꦶꦠꦶ 'Ti' Aminah", email="siti@example.org")
    person(phone="+6281234567890")
    course_with_lessons(2)
    make_content(make_library(), files={"images/a.png": picture(size=(1600, 1200))})


@pytest.fixture
def source(transactional_db, tmp_path, settings) -> Iterator[Place]:
    """An installation with people, a course, uploads, exercises and keys; its rows committed, so that others can read
    them."""
    settings.DATA_DIR = data = tmp_path / "source"
    fill()
    for name, content in {
        "uploads/images/ꦱ foto.png": b"\x89PNG" + os.urandom(2_500_000),
        "uploads/documents/x.pdf": b"%PDF-1.7",
        "keys/secret_key": b"rahasia-4711" * 5,
        "local.env": b"PUBLIC_URL=https://belajar.example\n",
        "h5p/bundles/abcd.js": b"not part of a backup: made again",
        "h5p/uploads/4711.h5p": b"not part of a backup: on its way",
        "backups/old.backup": b"not part of a backup",
        "static/app.css": b"not part of a backup",
    }.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    if ON_POSTGRES:
        yield Place(data, database_named(connection.settings_dict["NAME"]))
        return
    copy = sqlite3.connect(data / "db.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    yield Place(data)


@pytest.fixture
def empty_place(tmp_path) -> Iterator[Callable[[], Place]]:
    made: list[str] = []

    def make() -> Place:
        name = f"keeping_{uuid.uuid4().hex[:12]}"
        if ON_POSTGRES:
            outside_transactions(f"CREATE DATABASE {name}")
            made.append(name)
        return Place(tmp_path / name, database_named(name) if ON_POSTGRES else "")

    yield make
    for name in made:
        outside_transactions(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def made_once() -> list[bytes]:
    return []


@pytest.fixture
def backup(source, tmp_path, made_once) -> Path:
    """A backup of such an installation, not encrypted: made once for all who only need one."""
    file = tmp_path / "kota.backup"
    if not made_once:
        done = source.manage("backup", file)
        assert done.returncode == 0, done.stderr
        made_once.append(file.read_bytes())
    file.write_bytes(made_once[0])
    return file


def said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def not_empty() -> str:
    return gettext("the database or the folder of uploads is not empty")


KEPT = ("uploads/", "keys/", "local.env", "h5p/contents/", "h5p/libraries/")


def kept_files(place: Place) -> dict[str, bytes]:
    return {name: content for name, content in place.files().items() if name.startswith(KEPT)}


def test_backup_and_restore_into_an_empty_place_bring_the_same_rows_and_files(source, empty_place, tmp_path):
    file, target, hashes = tmp_path / "kota.backup", empty_place(), table_hashes()
    done = source.manage("backup", file, BACKUP_PASSPHRASE=PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert is_encrypted(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.part")] == []
    content = file.read_bytes()
    assert [clear for clear in (b"rahasia-4711", b"Aminah", b"%PDF", b"manifest") if clear in content] == []

    done = target.manage("restore", file, "--verify", BACKUP_PASSPHRASE=PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(sum(table["rows"] for table in hashes.values())) in done.stdout
    assert kept_files(target) == kept_files(source)
    assert stat.S_IMODE((target.data / "keys/secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((target.data / "local.env").stat().st_mode) == 0o600
    verified = target.manage("h5p_verify")
    assert (verified.returncode, verified.stdout.split()) == (0, ["1"])
    again = target.manage("backup", tmp_path / "again.backup")
    assert again.returncode == 0
    assert manifest_of(tmp_path / "again.backup")["tables"] == hashes

    done = target.manage("restore", file, BACKUP_PASSPHRASE=PASSPHRASE)
    assert done.returncode == 1
    assert not_empty() in said(done)


def manifest_of(file: Path) -> dict:
    with tarfile.open(file) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        return json.load(manifest)


@pytest.mark.one_database
def test_a_backup_without_passphrase_says_so_and_lists_what_it_holds(source, tmp_path):
    file = tmp_path / "kota.backup"
    done = source.manage("backup", file)
    assert done.returncode == 0
    assert "BACKUP_PASSPHRASE" in done.stdout
    manifest = manifest_of(file)
    assert manifest["tables"] == table_hashes()
    assert manifest["engine"] == connection.vendor
    version, library = H5PContentVersion.objects.get(), H5PLibrary.objects.get()
    lighter = [copy["path"] for facts in version.files.values() for copy in facts["play"]]
    assert sorted(manifest["files"]) == [
        *sorted(f"data/h5p/contents/{version.folder}/{path}" for path in ["images/a.png", *lighter]),
        *sorted(f"data/h5p/libraries/{library.folder}/{path}" for path in library.files),
        "data/keys/secret_key",
        "data/local.env",
        "data/uploads/documents/x.pdf",
        "data/uploads/images/ꦱ foto.png",
    ]
    assert lighter


@pytest.mark.one_database
def test_without_a_name_it_goes_into_the_data_folder(source):
    assert source.manage("backup").returncode == 0
    made = [path for path in (source.data / "backups").iterdir() if path.name != "old.backup"]
    assert [path.suffix for path in made] == [".backup"]


def test_what_does_not_fit_is_refused_and_nothing_is_written(source, empty_place, tmp_path):
    file, damaged, target = tmp_path / "kota.backup", tmp_path / "damaged.backup", empty_place()
    source.manage("backup", file, BACKUP_PASSPHRASE=PASSPHRASE)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    tries = [
        target.manage("restore", file, BACKUP_PASSPHRASE="salah"),
        target.manage("restore", file),
        target.manage("restore", damaged, BACKUP_PASSPHRASE=PASSPHRASE),
        target.manage("restore", tmp_path / "tidak-ada.backup"),
    ]
    assert [done.returncode for done in tries] == [1] * 4
    assert ["Traceback" in said(done) for done in tries] == [False] * 4
    assert kept_files(target).keys() <= {"keys/secret_key"}  # made by any start
    assert not (target.data / "db.sqlite3").exists()


def test_a_place_with_uploads_but_no_people_is_not_empty_either(backup, empty_place):
    target = empty_place()
    (target.data / "uploads").mkdir(parents=True)
    (target.data / "uploads" / "x.png").write_bytes(b"x")
    done = target.manage("restore", backup)
    assert (done.returncode, not_empty() in said(done)) == (1, True)
    assert (target.data / "uploads" / "x.png").read_bytes() == b"x"


@contextmanager
def unpacked(file: Path, changed: Path) -> Iterator[Path]:
    """The parts of a backup, in a folder; what was changed there becomes another backup."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder)
        with tarfile.open(changed, "w:gz") as tar:
            for path in Path(folder).iterdir():
                tar.add(path, path.name)


def test_verifying_notices_a_row_that_is_not_as_it_was(backup, empty_place, tmp_path):
    """By a manifest that tells of another row: the same as a database that lost one."""
    forged, target = tmp_path / "forged.backup", empty_place()
    with unpacked(backup, forged) as parts:
        manifest = json.loads((parts / "manifest.json").read_text())
        manifest["tables"]["accounts.user"]["rows"] += 1
        (parts / "manifest.json").write_text(json.dumps(manifest))
    done = target.manage("restore", forged, "--verify")
    assert (done.returncode, "accounts.user" in done.stderr) == (1, True)


@pytest.mark.one_database
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_file_that_is_not_as_it_was_is_named_and_nothing_is_restored(backup, empty_place, tmp_path, how):
    damaged, target = tmp_path / "damaged.backup", empty_place()
    with unpacked(backup, damaged) as parts:
        upload = parts / "data/uploads/documents/x.pdf"
        upload.write_bytes(b"%PDF-1.8") if how == "changed" else upload.unlink()
    done = target.manage("restore", damaged, "--verify")
    assert (done.returncode, "data/uploads/documents/x.pdf" in said(done)) == (1, True)
    assert "Traceback" not in said(done)
    assert kept_files(target).keys() <= {"keys/secret_key"}
    assert not (target.data / "db.sqlite3").exists()


@pytest.fixture
def plain(source, tmp_path) -> Path:
    """A small backup that is not encrypted."""
    file = tmp_path / "kota.backup"
    shutil.rmtree(source.data / "uploads" / "images")
    assert source.manage("backup", file).returncode == 0
    return file


def decompressed(content: bytes) -> bytes | None:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return None


@pytest.mark.one_database
def test_a_flipped_byte_anywhere_or_a_missing_end_is_found(plain, tmp_path):
    """There are people here, so that nothing could be overwritten; damage is told before that is even asked.

    Anywhere: but in gzip's own frame nothing of ours can be damaged, nor where a flipped bit unpacks to the very same
    bytes, as a copy from one place further back does in a run of zeros.
    """
    content, damaged = plain.read_bytes(), tmp_path / "damaged.backup"
    begin, whole = 10, decompressed(content)  # RFC 1952: a head of ten bytes when no name stands in it
    assert (content[3], whole is None) == (0, False)
    spots = [begin + index * (len(content) - begin - 200) // 40 for index in range(40)]
    broken = [content[:spot] + bytes([content[spot] ^ 0x40]) + content[spot + 1 :] for spot in spots]
    broken = [attempt for attempt in broken if decompressed(attempt) != whole]
    assert len(broken) > 30
    broken += [content[:length] for length in (0, 1, 10, 100, len(content) // 2, len(content) - 200)]
    told = []
    for number, attempt in enumerate(broken):
        damaged.write_bytes(attempt)
        try:
            restore(damaged)
        except RestoreRefused as refused:
            told.append((number, not_empty() in str(refused)))
        except Exception as error:
            told.append((number, repr(error)))
    assert [row for row in told if row[1]] == []
    assert len(told) == len(broken)


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 5 << 19])
def test_what_is_sealed_opens_again_and_only_whole(tmp_path, size):
    source, sealed, opened = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    source.write_bytes(os.urandom(size))
    encrypt_file(source, sealed, PASSPHRASE)
    decrypt_file(sealed, opened, PASSPHRASE)
    assert opened.read_bytes() == source.read_bytes()
    content, chunk = sealed.read_bytes(), (1 << 20) + 16
    cut = [content[: 33 + chunk], content[:-1], content[:-16], content + b"x", content[:33], content[:34]]
    swapped = content[:33] + content[33 + chunk : 33 + 2 * chunk] + content[33 : 33 + chunk] + content[33 + 2 * chunk :]
    for attempt in {bytes(one) for one in [*cut, swapped]} - {content}:
        sealed.write_bytes(attempt)
        with pytest.raises(WrongPassphrase):
            decrypt_file(sealed, opened, PASSPHRASE)


@pytest.mark.parametrize("length", [10, 11, 20, 25, 26, 32])
def test_a_file_cut_within_its_head_is_refused_like_any_other(tmp_path, length):
    source, sealed = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"x")
    encrypt_file(source, sealed, PASSPHRASE)
    sealed.write_bytes(sealed.read_bytes()[:length])
    assert is_encrypted(sealed)
    with pytest.raises(WrongPassphrase):
        decrypt_file(sealed, tmp_path / "c", PASSPHRASE)


def test_the_same_backup_is_never_sealed_the_same_twice(tmp_path):
    source, first, second = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    source.write_bytes(b"x" * 1000)
    for sealed in (first, second):
        encrypt_file(source, sealed, PASSPHRASE)
    assert first.read_bytes()[10:33] != second.read_bytes()[10:33]
    assert first.read_bytes()[33:] != second.read_bytes()[33:]
