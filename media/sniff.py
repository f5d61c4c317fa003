"""What a file really is, from its first bytes: names and browsers' claims decide nothing (SECURITY 10)."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

# Signature → kinds it may be called. ISO base media files (mp4, m4a) are told apart by their brand.
_OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"}
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
_HTML = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")


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
    if extension in _OFFICE:
        return _is_office(file, extension)
    if extension in ("csv", "txt", "vtt"):
        return _is_text(head)
    if extension in ("mp4", "m4a"):
        return head[4:8] == b"ftyp"
    if extension == "webm":
        return head.startswith(b"\x1a\x45\xdf\xa3")
    if extension == "mp3":
        return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
    if extension in ("ogg", "opus"):
        return head.startswith(b"OggS")
    return False


def _is_office(file: BinaryIO, extension: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if _MARKERS[extension] not in names or any("vbaProject" in name for name in names):
                return False
            wanted = _MIMETYPES.get(extension)
            return wanted is None or archive.read("mimetype")[:80].strip() == wanted
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        return False


def _is_text(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"\x00" not in head and not start.startswith(_HTML)
