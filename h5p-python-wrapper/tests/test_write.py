from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from h5p_wrapper import (
    FolderStorage,
    H5PError,
    LibraryName,
    Manifest,
    Package,
    pack,
    repack,
    unpack,
    validate,
    write_package,
)
from h5p_wrapper.library import Dependency
from making import changed, good, manifest, png, zipped


@pytest.fixture
def unpacked(tmp_path: Path) -> FolderStorage:
    storage = FolderStorage(tmp_path / "unpacked")
    with Package.open(io.BytesIO(zipped(good()))) as package:
        unpack(package, storage)
    return storage


def names_and_bodies(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_unpacked_files_are_those_of_the_package(unpacked):
    assert {name: unpacked.open(name).read() for name in unpacked.files()} == good()


def test_content_is_unpacked_alone(tmp_path):
    storage = FolderStorage(tmp_path / "content-only")
    with Package.open(io.BytesIO(zipped(good()))) as package:
        unpack(package, storage, libraries=False)
    assert list(storage.files()) == ["content/content.json", "content/images/a.png", "h5p.json"]


def test_package_goes_out_as_it_came_in(unpacked):
    target = io.BytesIO()
    with Package.open(io.BytesIO(zipped(good()))) as package:
        write_package(
            target,
            manifest=package.manifest,
            content=package.content,
            content_storage=unpacked,
            content_folder="content",
            libraries=[each.library for each in package.libraries.values()],
            library_storage=unpacked,
            folder_of=lambda library: library.name.folder,
        )
    assert validate(target).is_valid
    written = names_and_bodies(target.getvalue())
    assert list(written)[:2] == ["h5p.json", "content/content.json"]
    assert written.keys() == good().keys()
    for name, body in good().items():
        if name.startswith(("h5p.json", "content/content")):
            assert json.loads(written[name]) == json.loads(body) | (
                {"preloadedDependencies": [each.as_json() for each in package.manifest.needs(Dependency.PRELOADED)]}
                if name == "h5p.json"
                else {}
            )
        else:
            assert written[name] == body


def test_same_input_gives_the_same_bytes():
    one, other = io.BytesIO(), io.BytesIO()
    repack(io.BytesIO(zipped(good())), one)
    repack(io.BytesIO(zipped(dict(reversed(good().items())))), other)
    assert one.getvalue() == other.getvalue()
    assert {info.date_time for info in zipfile.ZipFile(one).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_repacking_leaves_stray_files_out():
    target = io.BytesIO()
    stray = {"readme.txt": b"x", "__MACOSX/._a": b"x", "content/.DS_Store": b"x"}
    repack(io.BytesIO(zipped(changed(stray))), target)
    assert names_and_bodies(target.getvalue()) == good()


def test_pictures_are_stored_and_texts_compressed():
    target = io.BytesIO()
    repack(io.BytesIO(zipped(changed({"content/a.txt": b"a" * 5000}))), target)
    sizes = {info.filename: (info.compress_type, info.compress_size) for info in zipfile.ZipFile(target).infolist()}
    assert sizes["content/images/a.png"] == (zipfile.ZIP_STORED, len(png()))
    assert sizes["content/a.txt"][1] < 100


def test_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    source, target = tmp_path / "bad.h5p", tmp_path / "target.h5p"
    data = zipped(good(), method=zipfile.ZIP_STORED)
    at = data.index(png())
    source.write_bytes(data[: at + 30] + b"\0\0\0" + data[at + 33 :])
    target.write_bytes(b"old")
    with pytest.raises(H5PError, match=r"content/images/a\.png"):
        repack(source, target)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path != source} == {"target.h5p": b"old"}


def test_packing_a_folder_leaves_hidden_files_out(tmp_path, unpacked):
    (unpacked.folder / ".git").mkdir()
    (unpacked.folder / ".git" / "config").write_text("x")
    pack(unpacked.folder, tmp_path / "new.h5p")
    assert names_and_bodies((tmp_path / "new.h5p").read_bytes()) == good()


def test_content_that_is_no_json_is_refused(unpacked, tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_package(
            tmp_path / "new.h5p",
            manifest=Manifest.from_json(manifest()),
            content={"number": float("nan")},
            content_storage=unpacked,
            content_folder="content",
        )
    assert not (tmp_path / "new.h5p").exists()


def test_manifest_keeps_what_it_does_not_know():
    raw = manifest(somethingOwn={"a": 1}, w="320", yearFrom="2020", license="CC BY", extra=None)
    again = Manifest.from_json(raw).as_json()
    assert (again["somethingOwn"], again["w"], again["yearFrom"], again["license"]) == (
        {"a": 1},
        "320",
        "2020",
        "CC BY",
    )
    assert again["preloadedDependencies"][1] == LibraryName("Test.Base", 1, 2).as_json()
    assert "extra" not in again
    assert Manifest.from_json(again) == Manifest.from_json(raw)


def test_manifest_that_is_changed_is_written_changed():
    written = Manifest(title="Baru", main_library="Test.Card", raw={"title": "Lama", "license": "CC BY"}).as_json()
    assert written == {"title": "Baru", "language": "und", "mainLibrary": "Test.Card", "embedTypes": ["iframe"]}
