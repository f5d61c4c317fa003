"""A large package is read a bit at a time."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from h5p_wrapper import FolderStorage, Package, repack, unpack, validate
from making import good

MB = 1 << 20
FILM_SIZE = 60 * MB


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 MB of film that is stored, and 20 MB of text that is compressed thirty times."""
    path = tmp_path_factory.mktemp("film") / "film.h5p"
    head = b"\0\0\0\x20ftypisom"
    chance = random.Random(1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in good().items():
            archive.writestr(name, body)
        with archive.open(zipfile.ZipInfo("content/videos/film.mp4"), "w") as file:
            file.write(head + bytes(MB - len(head)))
            for _ in range(FILM_SIZE // MB - 1):
                file.write(bytes(MB))
        info = zipfile.ZipInfo("content/words.txt")
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as file:
            for _ in range(20 * 64):
                file.write(chance.randbytes(512).hex().encode() + b"a" * (15 << 10))
    return path


def peak(action: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_validating_takes_little_memory(film):
    assert peak(lambda: validate(film).problems.raise_errors()) < 5 * MB


def test_repacking_takes_little_memory(film, tmp_path):
    assert peak(lambda: repack(film, tmp_path / "again.h5p")) < 5 * MB
    assert validate(tmp_path / "again.h5p").is_valid


def test_unpacking_takes_little_memory(film, tmp_path):
    def take_apart() -> None:
        with Package.open(film) as package:
            unpack(package, FolderStorage(tmp_path / "parts"))

    assert peak(take_apart) < 5 * MB
    assert (tmp_path / "parts/content/videos/film.mp4").stat().st_size == FILM_SIZE
