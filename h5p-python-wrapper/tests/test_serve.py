from __future__ import annotations

import io
import json
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from h5p_wrapper.package import Package
from h5p_wrapper.serve import CoreMissing, Server

SMALLEST_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


def package_file() -> io.BytesIO:
    library = {
        "title": "Note",
        "machineName": "Test.Note",
        "majorVersion": 1,
        "minorVersion": 0,
        "patchVersion": 0,
        "runnable": 1,
        "preloadedJs": [{"path": "note.js"}],
        "preloadedCss": [{"path": "note.css"}],
    }
    manifest = {
        "title": "Catatan <satu>",
        "language": "id",
        "mainLibrary": "Test.Note",
        "embedTypes": ["iframe"],
        "license": "U",
        "preloadedDependencies": [{"machineName": "Test.Note", "majorVersion": 1, "minorVersion": 0}],
    }
    files = {
        "h5p.json": json.dumps(manifest),
        "content/content.json": json.dumps({"note": "<b>a</b>", "evil": 1}),
        "content/images/a.png": SMALLEST_PNG,
        "Test.Note/library.json": json.dumps(library),
        "Test.Note/semantics.json": json.dumps([{"name": "note", "type": "text"}]),
        "Test.Note/note.js": "var Test = {Note: function () {}};",
        "Test.Note/note.css": "a{background:url(dot.png)}",
        "Test.Note/dot.png": SMALLEST_PNG,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    core = tmp_path_factory.mktemp("core")
    (core / "styles").mkdir()
    (core / "styles/h5p.css").write_text("")
    (core / "frame.bundle.js").write_text("/* core */")
    server = Server(Package.open(package_file()), port=0, core=core, language="id")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.address
    server.shutdown()
    server.close()
    thread.join()


def get(address: str, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(f"{address}/{path}", headers=headers)  # noqa: S310 – our own server
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_the_page_around_cages_the_frame(address: str):
    status, data, headers = get(address, "")
    assert status == 200
    assert b'sandbox="allow-scripts"' in data
    assert b"Catatan &lt;satu&gt;" in data
    assert "script-src 'nonce-" in headers["Content-Security-Policy"]


def test_the_frame_is_caged_by_its_own_policy_and_its_content_filtered(address: str):
    status, data, headers = get(address, "frame")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("sandbox allow-scripts; default-src 'none';")
    assert b"\\u0026lt;b\\u0026gt;a" in data
    assert b"evil" not in data
    assert b'"fullscreen":"Layar penuh"' in data


def test_files_of_content_libraries_bundles_and_core(address: str):
    page = get(address, "frame")[1].decode()
    script = next(part.split('"')[0] for part in page.split("/bundles/")[1:] if ".js" in part.split('"')[0])
    assert b"var Test" in get(address, f"bundles/{script}")[1]
    for path in ("content/images/a.png", "libraries/Test.Note-1.0/dot.png", "libraries/Test.Note/dot.png"):
        status, data, headers = get(address, path)
        assert (status, data, headers["Content-Type"]) == (200, SMALLEST_PNG, "image/png")
        assert headers["Access-Control-Allow-Origin"] == "*"
    assert get(address, "core/frame.bundle.js")[1] == b"/* core */"


@pytest.mark.parametrize(
    "path", ["nothing", "content/../h5p.json", "core/../../etc/passwd", "core/%2e%2e/x", "libraries/x", "core"]
)
def test_nothing_else_is_served(address: str, path: str):
    assert get(address, path)[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, SMALLEST_PNG[:4]),
        ("bytes=4-", 206, SMALLEST_PNG[4:]),
        ("bytes=-2", 206, SMALLEST_PNG[-2:]),
        ("bytes=9999-", 416, b""),
        ("bytes=-", 200, SMALLEST_PNG),
    ],
)
def test_parts_of_a_file(address: str, asked: str, status: int, expected: bytes):
    assert get(address, "content/images/a.png", Range=asked)[:2] == (status, expected)


def test_another_host_name_is_refused(address: str):
    assert get(address, "frame", Host="evil.example")[0] == 421


def test_a_folder_without_the_core_is_said(tmp_path: Path):
    with pytest.raises(CoreMissing, match=r"frame\.bundle\.js"):
        Server(Package.open(package_file()), port=0, core=tmp_path)
