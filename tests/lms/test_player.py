"""The H5P core at set-up: whole and as pinned, or not there at all; nothing of this needs the real registry."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.bootstrap import player, registry
from lms.bootstrap.environment import Stop
from lms.bootstrap.player import NEEDED, fetch_core, is_there
from lms.checks import h5p_core

FILES = {
    "package/LICENSE": b"MIT",
    "package/README.md": b"bukan untuk kita",
    "package/dist/frame.bundle.js": b"H5P = {};" * 20_000,
    "package/dist/main.bundle.js": b"bukan untuk kita",
    "package/dist/styles/h5p.css": b".h5p-content {}",
    "package/dist/fonts/h5p-core-30.woff2": b"wOF2",
    "package/dist/fonts/inter/LICENSE.txt": b"OFL",
    "package/dist/images/throbber.gif": b"GIF89a",
}


def archive(files: dict[str, bytes] = FILES, *odd: tarfile.TarInfo) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=0) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for member in odd:
            tar.addfile(member)
    return packed.getvalue()


def pinned(content: bytes) -> str:
    return base64.b64encode(hashlib.sha512(content).digest()).decode()


class Registry(HTTPServer):
    """Serves one file; ``says`` holds what the next answers are instead: a status, or bytes after which it hangs up."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.file = archive()
        self.says: list[int | bytes] = []
        self.asked: list[tuple[str, str | None]] = []


class Answer(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        special = self.server.says.pop(0) if self.server.says else None
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if isinstance(special, int):
            self.send_response(special)
            self.end_headers()
            return
        rest = self.server.file[start:]
        if not rest:
            self.send_response(416)
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(self.server.file) - 1}/{len(self.server.file)}")
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest if special is None else special)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def served(monkeypatch) -> Iterator[Registry]:
    with Registry() as server:
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{server.server_port}/npm/")
        monkeypatch.setattr(player, "INTEGRITY", pinned(server.file))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "h5p-core" / "3.8.2"


def fetch(folder: Path) -> list[str]:
    said: list[str] = []
    fetch_core(folder, say=said.append, pause=lambda seconds: None)
    return said


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir()) if folder.parent.exists() else []


WHERE = "/npm/h5p-standalone/-/h5p-standalone-3.8.2.tgz"


def test_what_is_needed_comes_with_its_licences_and_nothing_else(served, folder):
    assert fetch(folder) == ["Mengunduh pemutar H5P"]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {*NEEDED, "fonts/inter/LICENSE.txt"}
    assert (folder / "frame.bundle.js").read_bytes() == FILES["package/dist/frame.bundle.js"]
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "LICENSE.GPL-3").read_text(encoding="utf-8")
    assert "h5p-php-library" in (folder / "NOTICE").read_text(encoding="utf-8")
    assert left(folder) == ["3.8.2"]
    assert folder.stat().st_mode & 0o777 == 0o755


def test_what_is_there_is_not_asked_for_again(served, folder):
    fetch(folder)
    assert fetch(folder) == []
    assert served.asked == [(WHERE, None)]


def test_a_folder_from_which_a_file_was_lost_is_made_anew(served, folder):
    fetch(folder)
    (folder / "styles" / "h5p.css").unlink()
    (folder / "old.js").write_text("")
    fetch(folder)
    assert is_there(folder)
    assert not (folder / "old.js").exists()


def test_a_cut_connection_is_continued_where_it_stopped(served, folder):
    served.says = [served.file[:70_000], served.file[70_000:150_000]]
    fetch(folder)
    assert served.asked == [(WHERE, None), (WHERE, "bytes=70000-"), (WHERE, "bytes=150000-")]
    assert is_there(folder)


def test_an_interrupted_set_up_is_continued_by_the_next(served, folder):
    served.says = [served.file[:70_000], 503, 502]
    with pytest.raises(Stop, match=r"tidak dapat diunduh .*jawaban 502.*ia meneruskan"):
        fetch(folder)
    assert left(folder) == ["3.8.2.tgz.part"]
    fetch(folder)
    assert served.asked[-1] == (WHERE, "bytes=70000-")
    assert left(folder) == ["3.8.2"]


def test_a_file_that_was_whole_already_is_not_loaded_again(served, folder):
    folder.parent.mkdir()
    folder.with_name("3.8.2.tgz.part").write_bytes(served.file)
    fetch(folder)
    assert is_there(folder)


def test_a_beginning_of_another_file_is_thrown_away(served, folder):
    folder.parent.mkdir()
    folder.with_name("3.8.2.tgz.part").write_bytes(b"x" * 50_000)
    fetch(folder)
    assert [wanted for _path, wanted in served.asked] == ["bytes=50000-", None]
    assert is_there(folder)


def test_another_file_than_the_pinned_one_is_refused(served, folder):
    served.file = archive(FILES | {"package/dist/frame.bundle.js": b"mencuri()"})
    with pytest.raises(Stop, match="tidak cocok dengan sidik jarinya"):
        fetch(folder)
    assert left(folder) == []
    assert len(served.asked) == 3


def test_a_file_without_end_is_not_read_to_its_end(served, folder, monkeypatch):
    monkeypatch.setattr(player, "MOST_BYTES", 100_000)
    with pytest.raises(Stop, match="sidik jari"):
        fetch(folder)
    assert left(folder) == []


def test_a_registry_without_the_package_is_named(served, folder):
    served.says = [404]
    with pytest.raises(Stop, match=r"tidak ada di http://127.0.0.1:\d+/npm/h5p-standalone/.*jawaban 404"):
        fetch(folder)
    assert len(served.asked) == 1


def test_without_network_it_is_said_what_to_do(folder, monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9")
    paused: list[float] = []
    with pytest.raises(Stop, match="Sambungkan internet, lalu jalankan lagi"):
        fetch_core(folder, say=lambda text: None, pause=paused.append)
    assert (left(folder), paused) == ([], [1, 3])


def test_a_place_that_cannot_be_written_to_is_named(served, tmp_path):
    (tmp_path / "berkas").write_text("")
    with pytest.raises(Stop, match="H5P_CORE"):
        fetch(tmp_path / "berkas" / "3.8.2")


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


@pytest.mark.parametrize(
    "odd",
    [
        tarfile.TarInfo("package/dist/styles/../../../../keluar.css"),
        tarfile.TarInfo("/etc/passwd"),
        tarfile.TarInfo("package/dist/fonts/..\\keluar"),
        tarfile.TarInfo("other/file"),
        link("package/dist/styles/x.css", "/etc/passwd"),
        link("package/dist/styles/x.css", "package/LICENSE", tarfile.LNKTYPE),
        link("package/dist/fonts/pipa", "", tarfile.FIFOTYPE),
        tarfile.TarInfo("package/dist/frame.bundle.js"),
    ],
    ids=lambda member: member.name,
)
def test_an_archive_with_anything_odd_is_refused_whole(served, folder, monkeypatch, odd):
    served.file = archive(FILES, odd)
    monkeypatch.setattr(player, "INTEGRITY", pinned(served.file))
    with pytest.raises(Stop, match="ditolak"):
        fetch(folder)
    assert [name for name in left(folder) if not name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"bukan arsip", "rusak"),
        (archive()[:90_000], "rusak"),
        (archive({"package/LICENSE": b"MIT"}), "tidak lengkap: frame.bundle.js"),
    ],
    ids=["no archive", "cut", "lacking"],
)
def test_an_archive_that_cannot_be_used_leaves_nothing(served, folder, monkeypatch, content, reason):
    served.file = content
    monkeypatch.setattr(player, "INTEGRITY", pinned(content))
    with pytest.raises(Stop, match=reason):
        fetch(folder)
    assert [name for name in left(folder) if not name.endswith(".part")] == []


@pytest.fixture
def npm(tmp_path, monkeypatch) -> Path:
    """npm's files, all of them below here; the variables that name a registry are not set."""
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry", "NPM_CONFIG_USERCONFIG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("project", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(registry, "PROJECT", tmp_path / "project")
    monkeypatch.setattr(registry, "GLOBAL_FILES", (tmp_path / "npmrc",))
    return tmp_path


def test_the_registry_is_the_nearest_that_npm_would_take(npm, monkeypatch):
    found = [registry.npm_registry()]
    for place, line in (
        (npm / "npmrc", "registry=https://machine.example/"),
        (
            npm / "home" / ".npmrc",
            "; registry=https://no.example\n//x/:_authToken=abc\nregistry = 'https://own.example'",
        ),
        (npm / "project" / ".npmrc", "@scope:registry=https://no.example\nregistry=https://${CITY}.example/npm/"),
    ):
        place.write_text(f"{line}\n", encoding="utf-8")
        monkeypatch.setenv("CITY", "kota")
        found.append(registry.npm_registry())
    monkeypatch.setenv("npm_config_registry", "https://small.example")
    found.append(registry.npm_registry())
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://great.example/")
    found.append(registry.npm_registry())
    assert found == [
        "https://registry.npmjs.org",
        "https://machine.example",
        "https://own.example",
        "https://kota.example/npm",
        "https://small.example",
        "https://great.example",
    ]


@pytest.mark.parametrize("address", ["file:///etc", "ftp://x.example", "registry.example", "https://"])
def test_an_address_of_another_kind_is_no_registry(npm, monkeypatch, address):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
    with pytest.raises(Stop, match="Alamat registri npm tidak dapat dipakai"):
        registry.npm_registry()


def test_the_command_and_the_check_for_a_server(served, folder, settings, capsys, monkeypatch):
    settings.H5P_CORE = folder
    assert [message.id for message in h5p_core()] == ["lms.W001"]
    call_command("fetch_h5p_core")
    assert capsys.readouterr().out.splitlines() == ["Mengunduh pemutar H5P", f"✓ {folder}"]
    assert h5p_core() == []
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "ftp://x.example")
    settings.H5P_CORE = folder.with_name("lain")
    with pytest.raises(CommandError, match="Alamat registri npm"):
        call_command("fetch_h5p_core")
