"""What a backup must not do: show a password, be readable for others, hold everything in memory, stop at a deleted file."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from core.environment import keep_local, local_values
from lms.keeping import backup as writing
from lms.keeping import postgres
from lms.keeping.backup import write_backup
from lms.keeping.files import make_private
from lms.keeping.restore import RestoreRefused, restore

PARAMETERS = {
    "dbname": "kota'x\\y",
    "user": "lms",
    "password": "p'a\\s s=w%rd",
    "host": "db.kota.example",
    "port": 5433,
    "sslmode": "verify-full",
    "sslrootcert": "/etc/ssl/kota.pem",
    "options": "-c statement_timeout=0",
    "client_encoding": "UTF8",
    "cursor_factory": object,
    "context": None,
}
PROGRAM = """#!{python}
import json, os, sys
kept = {{name: value for name, value in os.environ.items() if name.startswith("PG")}}
json.dump({{"argv": sys.argv[1:], "environment": kept}}, open({file!r}, "w"))
{then}
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Stand-ins for PostgreSQL's programs that write down how they were called."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def make(name: str, then: str = "") -> Path:
        program, told = tmp_path / name, tmp_path / f"{name}.json"
        program.write_text(PROGRAM.format(python=sys.executable, file=str(told), then=then))
        program.chmod(0o700)
        return told

    return make


def test_the_password_is_in_the_environment_of_the_programs_and_never_on_their_command_line(programs, tmp_path):
    dumped, loaded = programs("pg_dump"), programs("pg_restore")
    postgres.dump(tmp_path / "x.pgdump", snapshot="00000003-1", parameters=PARAMETERS)
    postgres.load(tmp_path / "x.pgdump", parameters=PARAMETERS)
    calls = [json.loads(told.read_text()) for told in (dumped, loaded)]
    assert [call["environment"] for call in calls] == [
        {
            "PGDATABASE": "kota'x\\y",
            "PGUSER": "lms",
            "PGPASSWORD": "p'a\\s s=w%rd",
            "PGHOST": "db.kota.example",
            "PGPORT": "5433",
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": "/etc/ssl/kota.pem",
            "PGOPTIONS": "-c statement_timeout=0",
        }
    ] * 2
    assert [PARAMETERS["password"] in " ".join(call["argv"]) for call in calls] == [False, False]
    assert calls[0]["argv"] == ["--format=custom", "--snapshot=00000003-1", "--file", str(tmp_path / "x.pgdump")]
    assert calls[1]["argv"][-3:-1] == ["--dbname", r"dbname='kota\'x\\y'"]


def test_without_a_password_a_passfile_of_the_operator_still_counts(programs, tmp_path, monkeypatch):
    told = programs("pg_dump")
    monkeypatch.setenv("PGPASSFILE", "/srv/lms/pgpass")
    postgres.dump(tmp_path / "x.pgdump", snapshot="s", parameters={"dbname": "lms", "password": ""})
    assert json.loads(told.read_text())["environment"] == {"PGDATABASE": "lms", "PGPASSFILE": "/srv/lms/pgpass"}


def test_what_the_program_says_is_told(programs, tmp_path):
    programs("pg_restore", then="sys.exit('kein Platz mehr')")
    with pytest.raises(postgres.ProgramFailed, match="kein Platz mehr"):
        postgres.load(tmp_path / "x.pgdump", parameters=PARAMETERS)


@pytest.fixture
def data(tmp_path, settings, monkeypatch) -> Path:
    """A data folder with an upload, and something in the place of a database."""

    def dump(target: Path) -> dict:
        target.write_bytes(b"rows")
        return {}

    monkeypatch.setattr(writing, "_dump_database", dump)
    folder = tmp_path / "data"
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, str(folder / "uploads")
    (folder / "uploads").mkdir(parents=True)
    (folder / "uploads" / "x.pdf").write_bytes(b"%PDF-1.7")
    return folder


@pytest.fixture
def easy_mask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("passphrase", ["", "kunci gudang"])
def test_a_backup_is_for_its_owner_from_its_first_byte_on(data, noon, tmp_path, monkeypatch, easy_mask, passphrase):
    seen = []
    add = writing._add_text
    monkeypatch.setattr(
        writing, "_add_text", lambda *a: (seen.extend(mode(p) for p in tmp_path.glob("*.part")), add(*a))
    )
    write_backup(tmp_path / "kota.backup", at=noon, passphrase=passphrase)
    assert seen == [0o600]
    assert mode(tmp_path / "kota.backup") == 0o600


def test_an_open_file_left_from_an_earlier_try_is_not_written_into(data, noon, tmp_path):
    left = tmp_path / "kota.backup.part"
    left.write_bytes(b"x")
    left.chmod(0o666)
    write_backup(tmp_path / "kota.backup", at=noon)
    assert mode(tmp_path / "kota.backup") == 0o600


def test_a_backup_that_fails_leaves_no_half_file(data, noon, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError("no space left on device")

    monkeypatch.setattr(writing, "_add_text", full)
    with pytest.raises(OSError, match="no space"):
        write_backup(tmp_path / "kota.backup", at=noon)
    assert list(tmp_path.glob("kota*")) == []


def test_a_file_deleted_while_the_backup_is_written_is_left_out(data, noon, tmp_path, monkeypatch):
    files = writing._files()
    monkeypatch.setattr(writing, "_files", lambda: [(data / "uploads/gone.png", "data/uploads/gone.png"), *files])
    manifest = write_backup(tmp_path / "kota.backup", at=noon)
    assert sorted(manifest["files"]) == ["data/uploads/x.pdf"]


def test_local_settings_are_for_their_owner(tmp_path, monkeypatch, easy_mask):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    file = tmp_path / "local.env"
    keep_local(PUBLIC_URL="https://belajar.example")
    assert mode(file) == 0o600
    file.chmod(0o644)
    keep_local(LOG_LEVEL="ERROR")
    assert (mode(file), len(local_values()), [path.name for path in tmp_path.iterdir()]) == (0o600, 2, ["local.env"])


@pytest.mark.sqlite_only
def test_the_embedded_database_is_for_its_owner(tmp_path, easy_mask):
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "lms.settings",
    }
    code = "import django; django.setup(); from django.db import connection; connection.cursor().execute('CREATE TABLE x (y)')"
    subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, check=True)
    assert (mode(tmp_path / "db.sqlite3"), (tmp_path / "db.sqlite3").stat().st_size > 0) == (0o600, True)


def archive(file: Path, manifest: dict, **members: bytes) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        for name, content in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ({"format": 2}, "the backup was made by a newer version"),
        ({}, "this is no whole backup ('format')"),
        ([], "this is no whole backup (list indices must be integers or slices, not str)"),
        ({"format": 1, "database": {"file": "x", "sha256": "0"}, "files": {}}, "x in the backup is damaged"),
    ],
)
def test_what_cannot_be_restored_is_refused_in_one_sentence(data, tmp_path, manifest, reason):
    file = archive(tmp_path / "kota.backup", manifest, x=b"")
    with override("en"), pytest.raises(RestoreRefused) as refused:
        restore(file)
    assert str(refused.value) == reason


def test_the_reason_speaks_the_language_of_the_sentence_around_it(data, tmp_path):
    file = archive(tmp_path / "kota.backup", {"format": 2})
    with pytest.raises(RestoreRefused) as refused:
        restore(file)
    assert str(refused.value) == gettext("the backup was made by a newer version")


MEGABYTE = 1 << 20
MEASURE = """
import resource, sys, tarfile
from pathlib import Path
from lms.keeping.crypt import decrypt_file, encrypt_file
from lms.keeping.files import move, sha256
folder = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
encrypt_file(folder / "large", folder / "sealed", "x")
decrypt_file(folder / "sealed", folder / "opened", "x")
assert sha256(folder / "opened") == sha256(folder / "large")
move(folder / "opened", folder / "moved", mode=0o600)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_file_passes_through_in_pieces(tmp_path):
    size = 200 * MEGABYTE
    with (tmp_path / "large").open("wb") as file:
        file.truncate(size)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    grown = int(done.stdout) * 1024
    assert grown < size / 2  # scrypt alone takes 32 MB
    assert (tmp_path / "moved").stat().st_size == size


def test_a_private_file_takes_the_place_of_another(tmp_path):
    (tmp_path / "x").write_bytes(b"old")
    make_private(tmp_path / "x")
    assert ((tmp_path / "x").read_bytes(), mode(tmp_path / "x")) == (b"", 0o600)
