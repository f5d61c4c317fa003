"""What a file is: by its name, as H5P allows it, and by its bytes, as it really is."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

# Reference: H5PCore::$defaultContentWhitelist and $defaultLibraryWhitelistExtras.
_IMAGES = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff")
_FONTS = ("eot", "ttf", "woff", "woff2", "otf")
_SOUND_AND_VIDEO = ("webm", "mp4", "ogg", "mp3", "m4a", "wav")
_DOCUMENTS = ("pdf", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "swf", "glb")
_TEXTS = {
    "json": "application/json",
    "txt": "text/plain",
    "csv": "text/csv",
    "diff": "text/x-diff",
    "patch": "text/x-diff",
    "md": "text/markdown",
    "textile": "text/x-textile",
    "vtt": "text/vtt",
    "webvtt": "text/vtt",
    "gltf": "model/gltf+json",
}
_CODE = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "xml": "application/xml"}
CONTENT_EXTENSIONS = frozenset({*_IMAGES, *_FONTS, *_SOUND_AND_VIDEO, *_DOCUMENTS, *_TEXTS})
LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | frozenset(_CODE)
ACTIVE_EXTENSIONS = frozenset({*_CODE, "html", "htm", "xhtml", "xht", "shtml", "svgz", "xsl", "mjs", "wasm", "php"})

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_OLE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_EXPECTED = {
    **_TEXTS,
    **_CODE,
    **_ZIPPED,
    **_OLE,
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "eot": "application/vnd.ms-fontobject",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "webm": "video/webm",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "swf": "application/x-shockwave-flash",
    "glb": "model/gltf-binary",
}

_SHOWN_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/avif"})

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"OTTO", "font/otf"),
    (b"\0\1\0\0", "font/ttf"),
    (b"true", "font/ttf"),
    (b"ttcf", "font/collection"),
    (b"glTF", "model/gltf-binary"),
    (b"FWS", "application/x-shockwave-flash"),
    (b"CWS", "application/x-shockwave-flash"),
    (b"ZWS", "application/x-shockwave-flash"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"#!", "text/x-shellscript"),
    (b"BM", "image/bmp"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"M4A": "audio/mp4",
    b"M4B": "audio/mp4",
    b"qt ": "video/quicktime",
    b"avi": "image/avif",
    b"hei": "image/heic",
    b"mif": "image/heic",
}
_MP4_BOXES = frozenset({b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|script|iframe|\?php|meta|title|style|img|object|embed)\b", re.I)
_SVG = re.compile(rb"<(?:svg|!doctype svg)\b", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def expected_type(name: str) -> str | None:
    """The media type that the name promises; ``None`` for a kind that H5P does not know."""
    return _EXPECTED.get(extension(name))


def media_type(head: bytes, name: str) -> str | None:
    """What a file is by its first bytes (a few hundred are enough); ``None`` where they say nothing known.

    The name only decides between formats that begin alike: texts, office files, sound and video in one container.
    """
    kind = extension(name)
    marked = _markup(head)
    if marked:
        return marked
    if kind in _TEXTS or kind in _CODE:
        return (_TEXTS | _CODE)[kind] if is_text(head) else _by_bytes(head, kind)
    return _by_bytes(head, kind) or ("text/plain" if head and is_text(head) else None)


def is_text(head: bytes) -> bool:
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or not _CONTROL.search(head)


def is_related(one: str, other: str) -> bool:
    """Whether a browser shows the one also under the other's name: two images, videos, fonts."""
    return _family(one) is not None and _family(one) == _family(other)


def _family(kind: str) -> str | None:
    if kind in _SHOWN_IMAGES:
        return "image"
    main = kind.partition("/")[0]
    if main in ("audio", "video"):
        return "media"
    return "font" if main == "font" or kind == _EXPECTED["eot"] else None


def _markup(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _SVG.match(start):
        return "image/svg+xml"
    if _HTML.match(start):
        return "text/html"
    if start[:5].lower() == b"<?xml":
        return "image/svg+xml" if re.search(rb"<svg\b", start, re.I) else "application/xml"
    return None


def _by_bytes(head: bytes, kind: str) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:11], _EXPECTED[kind] if kind in ("mp4", "m4a") else "video/mp4")
    if head[4:8] in _MP4_BOXES:
        return "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[34:36] == b"LP" and kind == "eot":
        return "application/vnd.ms-fontobject"
    for start, found in _STARTS:
        if head.startswith(start):
            if found == "application/zip":
                return _ZIPPED.get(kind, found)
            return _OLE.get(kind, found) if found == "application/x-ole-storage" else found
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "audio/mpeg" if head[1] & 0x06 else "audio/aac"
    return None
