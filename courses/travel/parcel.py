"""The file in which a pack travels: a zip of the pack's folder with ``paket.json``, which lists and signs it. Pure.

What comes in is not trusted: every limit is held while reading, whatever the file says of itself. Nothing is unpacked
onto the disk here.
"""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from courses.packs.problems import Report, _n
from courses.packs.read import MAX_FILE_BYTES, MAX_FILES, MAX_NAME
from courses.travel.manifest import MANIFEST, MAX_MANIFEST_BYTES, Manifest, read_manifest, sealed

SUFFIX = ".paket.zip"
MAX_PARCEL_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_ENTRIES = MAX_FILES + 500  # folders have entries as well
_TIME = (2026, 1, 1, 0, 0, 0)  # the same pack is the same file, byte for byte


@dataclass(frozen=True)
class Parcel:
    files: dict[str, bytes]  # without paket.json
    manifest: Manifest | None  # None: somebody zipped a folder by hand
    signed: bool = False  # and the signature is good


@dataclass(frozen=True)
class Facts:
    """What is said of a pack in ``paket.json`` beside its files."""

    course: str
    title: str
    version: str
    licence: str
    origin: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def pack_up(files: Mapping[str, bytes], facts: Facts, *, public: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """``public``: 32 bytes; ``sign``: message → 64 bytes (Ed25519, RFC 8032)."""
    manifest = sealed(
        {
            "kursus": facts.course,
            "judul": facts.title,
            "versi": facts.version,
            "lisensi": facts.licence,
            "asal": facts.origin,
            "tidak_terbawa": list(facts.left_out),
            "berkas": {
                name: {"sha256": hashlib.sha256(content).hexdigest(), "bita": len(content)}
                for name, content in sorted(files.items())
            },
        },
        public=public,
        sign=sign,
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in [(MANIFEST, manifest), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def open_parcel(file: BinaryIO) -> Parcel:
    """Raises PackRefused with all that is wrong with the file as a parcel; what the pack says is read elsewhere."""
    report = Report()
    contents = _read(file, report)
    report.refuse_if_any()
    if MANIFEST not in contents:
        return Parcel(_without_common_folder(contents), None)
    manifest = read_manifest(contents.pop(MANIFEST), report)
    report.refuse_if_any()
    assert manifest is not None
    _compare(contents, manifest, report)
    report.refuse_if_any()
    return Parcel(contents, manifest, signed=manifest.public_key is not None)


def _read(file: BinaryIO, report: Report) -> dict[str, bytes]:
    if not _directory_is_small(file, report):
        return {}
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_entries(archive, report)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, struct.error, ValueError):
        report.add("", 0, _n("The file is cut off or damaged. Fetch it again from where you got it."))
    except (NotImplementedError, RuntimeError):
        report.add("", 0, _n("The file is packed in a way that is not read here. Export it again."))
    return {}


def _directory_is_small(file: BinaryIO, report: Report) -> bool:
    """The list at the end of the zip is read at once by the library, so its length is looked at before."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if size > MAX_PARCEL_BYTES:
        report.add("", 0, _n("The file is larger than {limit} MB."), limit=MAX_PARCEL_BYTES // 1024**2)
        return False
    file.seek(max(0, size - 20 - 22 - 65535))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        report.add("", 0, _n("The file is cut off or damaged. Fetch it again from where you got it."))
        return False
    entries, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    if entries == 0xFFFF or length > MAX_ENTRIES * 400 or b"PK\x06\x07" in tail:
        report.add("", 0, _n("The pack has more than {limit} files."), limit=MAX_FILES)
        return False
    file.seek(0)
    return True


def _read_entries(archive: zipfile.ZipFile, report: Report) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        report.add("", 0, _n("The pack has more than {limit} files."), limit=MAX_FILES)
        return {}
    seen: set[str] = set()
    plain = [entry for entry in entries if _is_plain(entry, seen, report)]
    if sum(entry.file_size for entry in plain) > MAX_UNPACKED_BYTES:
        report.add("", 0, _n("Unpacked the pack is larger than {limit} MB."), limit=MAX_UNPACKED_BYTES // 1024**2)
    if report.problems:
        return {}  # nothing has been unpacked
    contents: dict[str, bytes] = {}
    total = 0
    for entry in plain:
        if entry.is_dir():
            continue
        limit = _limit(entry.filename)
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
        total += len(content)
        if len(content) > limit or total > MAX_UNPACKED_BYTES:
            report.add(entry.filename, 0, _n("The file is larger than it says of itself."))
            return {}
        contents[entry.filename] = content
    return contents


def _limit(name: str) -> int:
    return MAX_MANIFEST_BYTES if name == MANIFEST else MAX_FILE_BYTES


def _is_plain(entry: zipfile.ZipInfo, seen: set[str], report: Report) -> bool:
    """A file or folder inside the pack, under a name of its own, of a size that a pack may have."""
    name = entry.filename
    shown = name if name.isprintable() else ascii(name)
    parts = name.rstrip("/").split("/")
    before = len(report.problems)
    if not name.isprintable() or len(name) > MAX_NAME:
        report.add(shown[:MAX_NAME], 0, _n("The name of this file is not readable. Give it a plain one."))
    elif name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts):
        report.add(shown, 0, _n("This name leads out of the pack."))
    key = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
    if key in seen:
        report.add(shown, 0, _n("This name stands twice in the pack."))
    seen.add(key)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        report.add(shown, 0, _n("Links are not allowed in a pack; put the file itself here."))
    if entry.flag_bits & 0x1:
        report.add(shown, 0, _n("The file is locked with a password."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        report.add(shown, 0, _n("The file is packed in a way that is not read here. Export it again."))
    if entry.file_size > _limit(name):
        report.add(shown, 0, _n("The file is larger than {limit} KB."), limit=_limit(name) // 1024)
    return len(report.problems) == before


def _without_common_folder(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Whoever zips a folder gets the folder into the zip."""
    if "course.yaml" in contents:
        return contents
    first = {name.partition("/")[0] for name in contents}
    if len(first) != 1 or not all("/" in name for name in contents):
        return contents
    return {name.partition("/")[2]: content for name, content in contents.items()}


def _compare(contents: Mapping[str, bytes], manifest: Manifest, report: Report) -> None:
    for name in sorted(manifest.files.keys() | contents.keys()):
        if name not in contents:
            report.add(name, 0, _n("This file was taken out after the pack was made."))
        elif name not in manifest.files:
            report.add(name, 0, _n("This file was put in after the pack was made."))
        elif hashlib.sha256(contents[name]).hexdigest() != manifest.files[name]:
            report.add(name, 0, _n("This file was changed after the pack was made."))
