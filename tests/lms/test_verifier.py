"""The verifier of badges that the tests ask: all of its packages as pinned, or none; nothing here needs the registry."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from lms.bootstrap.environment import Stop
from lms.bootstrap.test import _without_verifier
from lms.bootstrap.verifier import LOCK, SCORM_LOCK, fetch_verifier, is_there, node, scorm_folder, verifier_folder


def archive(folder: str, *odd: tarfile.TarInfo, **files: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(f"{folder}/{name}.js")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
        for member in odd:
            tar.addfile(member)
    return packed.getvalue()


PACKAGES = {
    "node_modules/satu": ("/satu/-/satu-1.0.0.tgz", archive("package", index="satu")),
    "node_modules/@kota/dua": ("/@kota/dua/-/dua-1.0.0.tgz", archive("dua", index="dua")),
    "node_modules/@kota/dua/node_modules/satu": ("/satu/-/satu-1.0.0.tgz", archive("package", index="satu")),
}


class Registry(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = dict(PACKAGES.values())
        self.asked: list[str] = []


class Answer(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        file = self.server.files.get(self.path)
        self.send_response(200 if file is not None else 404)
        self.end_headers()
        self.wfile.write(file or b"")

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def served(monkeypatch) -> Iterator[Registry]:
    with Registry() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{server.server_port}/")
        yield server
        server.shutdown()


@pytest.fixture
def lock(tmp_path) -> Path:
    entries = {
        path: {"version": "1.0.0", "integrity": "sha512-" + base64.b64encode(hashlib.sha512(file).digest()).decode()}
        for path, (_address, file) in PACKAGES.items()
    }
    path = tmp_path / "package-lock.json"
    path.write_text(json.dumps({"packages": {"": {"name": "verifier"}} | entries}))
    return path


def fetch(folder: Path, lock: Path) -> None:
    fetch_verifier(folder, say=lambda _text: None, lock=lock, pause=lambda _seconds: None)


def test_every_package_comes_to_where_the_lock_has_it_and_once(served, lock, tmp_path):
    folder = tmp_path / "verifier" / "x"
    fetch(folder, lock)
    found = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.js")}
    assert found == {
        "node_modules/satu/index.js": "satu",
        "node_modules/@kota/dua/index.js": "dua",
        "node_modules/@kota/dua/node_modules/satu/index.js": "satu",
    }
    asked = len(served.asked)
    fetch(folder, lock)
    assert len(served.asked) == asked == 3


def test_another_file_than_the_pinned_one_is_refused_and_nothing_is_left(served, lock, tmp_path):
    served.files["/@kota/dua/-/dua-1.0.0.tgz"] = archive("dua", index="jahat")
    folder = tmp_path / "verifier" / "x"
    with pytest.raises(Stop, match="sidik jarinya"):
        fetch(folder, lock)
    assert not is_there(folder)
    assert list(folder.parent.iterdir()) == []
    assert served.asked.count("/@kota/dua/-/dua-1.0.0.tgz") == 3


def test_without_network_it_is_said_what_to_do(lock, tmp_path, monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9")
    with pytest.raises(Stop, match="Sambungkan internet"):
        fetch(tmp_path / "verifier" / "x", lock)


def test_fetching_one_program_leaves_the_other_where_it_is(served, lock, tmp_path):
    fetch(verifier_folder(tmp_path, lock), lock)
    fetch_verifier(
        scorm_folder(tmp_path, lock), say=lambda _text: None, lock=lock, what="pemutar", pause=lambda _s: None
    )
    assert is_there(verifier_folder(tmp_path, lock))
    assert is_there(scorm_folder(tmp_path, lock))


def test_a_new_lock_takes_the_place_of_the_old_one(served, lock, tmp_path):
    old = verifier_folder(tmp_path, lock)
    fetch(old, lock)
    entries = json.loads(lock.read_text())
    del entries["packages"]["node_modules/satu"]
    lock.write_text(json.dumps(entries))
    new = verifier_folder(tmp_path, lock)
    fetch(new, lock)
    assert [path.name for path in new.parent.iterdir()] == [new.name] != [old.name]


@pytest.mark.parametrize(("lock", "least"), [(LOCK, 20), (SCORM_LOCK, 1)])
def test_the_lock_pins_every_package_and_names_no_registry(lock, least):
    text = lock.read_text(encoding="utf-8")
    entries = {path: entry for path, entry in json.loads(text)["packages"].items() if path}
    assert len(entries) >= least
    assert all(entry["integrity"].startswith("sha512-") and entry["version"] for entry in entries.values())
    assert "resolved" not in text
    assert "://" not in text
    assert not any(entry.get("hasInstallScript") for entry in entries.values())


def test_what_is_fetched_never_gets_into_the_repository():
    ignored = (settings.BASE_DIR / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert verifier_folder().is_relative_to(settings.BASE_DIR / ".venv")
    assert scorm_folder().is_relative_to(settings.BASE_DIR / ".venv")
    assert {"/.venv", "node_modules/"} <= set(ignored)


def test_without_node_the_table_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node() is None
    assert [row.missing for row in _without_verifier()] == ["sudo apt install nodejs"]
    (tmp_path / "nodejs").write_text("#!/bin/sh\n")
    (tmp_path / "nodejs").chmod(0o755)
    assert node() == str(tmp_path / "nodejs")
    assert _without_verifier() == []
