"""Packages for tests, made from nothing."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from h5p_wrapper.validate import Report, validate

Files = dict[str, bytes]


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def needs(*names: str) -> list[dict[str, Any]]:
    """Dependencies from ``Name 1.2``, with the versions as strings, as most real packages write them."""
    spelled = (name.rpartition(" ") for name in names)
    return [
        {"machineName": name, "majorVersion": version.split(".")[0], "minorVersion": version.split(".")[1]}
        for name, _, version in spelled
    ]


def manifest(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Kartu",
        "language": "id",
        "mainLibrary": "Test.Card",
        "embedTypes": ["iframe"],
        "license": "CC BY-SA",
        "authors": [{"name": "Sari", "role": "Author"}],
        "preloadedDependencies": needs("Test.Card 1.0", "Test.Base 1.2"),
    } | changes


def library_json(name: str, **changes: Any) -> dict[str, Any]:
    machine_name, _, version = name.rpartition(" ")
    major, _, minor = version.partition(".")
    return {
        "title": machine_name,
        "machineName": machine_name,
        "majorVersion": int(major),
        "minorVersion": int(minor),
        "patchVersion": 3,
        "runnable": 0,
    } | changes


def library(name: str, **changes: Any) -> Files:
    """The folder of a library with library.json only."""
    return {f"{name.replace(' ', '-')}/library.json": as_json(library_json(name, **changes))}


def png(body: bytes = b"", width: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">2L5B", width, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (width + 1))
    text = chunk(b"tEXt", b"Comment\0" + body) if body else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + text + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def good() -> Files:
    return {
        "h5p.json": as_json(manifest()),
        "content/content.json": as_json(
            {"text": "Halo", "image": {"path": "images/a.png", "mime": "image/png", "width": 1, "height": 1}}
        ),
        "content/images/a.png": png(),
        **library(
            "Test.Card 1.0",
            runnable=1,
            coreApi={"majorVersion": 1, "minorVersion": 19},
            preloadedJs=[{"path": "scripts/card.js"}],
            preloadedCss=[{"path": "card.css"}],
            preloadedDependencies=needs("Test.Base 1.2"),
        ),
        "Test.Card-1.0/scripts/card.js": b"H5P.Card = 1;",
        "Test.Card-1.0/card.css": b".card { color: teal }",
        "Test.Card-1.0/icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "Test.Card-1.0/semantics.json": as_json([{"name": "text", "type": "text"}]),
        "Test.Card-1.0/language/id.json": as_json({"semantics": [{"label": "Teks"}]}),
        **library("Test.Base 1.2"),
    }


def changed(changes: Mapping[str, bytes | None]) -> Files:
    """The good package with files replaced, added or – with ``None`` – left out."""
    return {name: body for name, body in (good() | dict(changes)).items() if body is not None}


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped_entries([(zipfile.ZipInfo(name), body) for name, body in files.items()], method=method)


def zipped_entries(entries: list[tuple[zipfile.ZipInfo, bytes]], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for info, body in entries:
            info.compress_type = method
            archive.writestr(info, body)
    return target.getvalue()


def report(files: Mapping[str, bytes], **options: Any) -> Report:
    return validate(io.BytesIO(zipped(files)), **options)


def found(files: Mapping[str, bytes], **options: Any) -> list[tuple[str, str]]:
    """Rule and place of everything that is wrong with a package of these files."""
    return [(problem.code, problem.where) for problem in report(files, **options).problems]
