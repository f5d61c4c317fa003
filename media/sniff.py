"""What a file really is, from its first bytes: names and browsers' claims decide nothing (SECURITY 10)."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

_MARKERS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "mimetype",
    "ods": "mimetype",
    "odp": "mimetype",
    "epub": "mimetype",
}
_MIMETYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
    "epub": b"application/epub+zip",
}
# Where Microsoft's and LibreOffice's programs keep macros; the latter runs those of both.
_MACROS = re.compile(r"vbaproject|(^|/)(basic|scripts)/", re.IGNORECASE)

# ISO base media files say by their brand what they are (ISO/IEC 14496-12 §4.3; https://mp4ra.org):
# AVIF and HEIC pictures begin like a video.
_MP4_BRANDS = (b"iso", b"mp4", b"M4A", b"M4B", b"M4V", b"avc1", b"dash", b"MSNV", b"3gp")

# What browsers never take for text, and what they may take for a page (https://mimesniff.spec.whatwg.org, §3 and §7.1).
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_OTHER_THAN_TEXT = re.compile(rb"(\xef\xbb\xbf)?[ \t\r\n\x0c]*(<[a-z!?/]|%pdf-|%!ps)", re.IGNORECASE)
_WEBVTT = re.compile(rb"(\xef\xbb\xbf)?WEBVTT([ \t\r\n]|$)")  # https://www.w3.org/TR/webvtt1/#file-structure


def is_really(file: BinaryIO, extension: str) -> bool:
    """Whether the content fits the extension (without dot, small). Leaves the file at its start."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    try:
        return _check(file, head, extension)
    finally:
        file.seek(0)


def _check(file: BinaryIO, head: bytes, extension: str) -> bool:
    if extension == "pdf":
        return head.startswith(b"%PDF-")
    if extension in _MARKERS:
        return _is_office(file, extension)
    if extension in ("csv", "txt"):
        return _is_text(head)
    if extension == "vtt":
        return _is_text(head) and _WEBVTT.match(head) is not None
    if extension in ("mp4", "m4a"):
        return head[4:8] == b"ftyp" and head[8:12].startswith(_MP4_BRANDS)
    if extension == "webm":
        return head.startswith(b"\x1a\x45\xdf\xa3")
    if extension == "mp3":
        return head.startswith(b"ID3") or _is_mp3_frame(head)
    if extension in ("ogg", "opus"):
        return head.startswith(b"OggS")
    return False


def _is_office(file: BinaryIO, extension: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if _MARKERS[extension] not in names or any(_MACROS.search(name) for name in names):
                return False
            wanted = _MIMETYPES.get(extension)
            if wanted is None:
                return True
            with archive.open("mimetype") as declared:  # only its beginning: it may unpack to gigabytes
                return declared.read(80).strip() == wanted
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError):
        return False


def _is_mp3_frame(head: bytes) -> bool:
    """The header of an MPEG audio frame, layer III (ISO/IEC 11172-3 §2.4.1.3). UTF-16 text begins almost like one."""
    if len(head) < 3:
        return False
    sync_and_layer, reserved_version = head[1] & 0xE6 == 0xE2, head[1] & 0x18 == 0x08
    bad_rate = head[2] & 0xF0 == 0xF0 or head[2] & 0x0C == 0x0C
    return head[0] == 0xFF and sync_and_layer and not reserved_version and not bad_rate


def _is_text(head: bytes) -> bool:
    return not _BINARY.search(head) and not _OTHER_THAN_TEXT.match(head)
