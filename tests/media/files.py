"""Small real files of many kinds, and files that pretend."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ODT = b"application/vnd.oasis.opendocument.text"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ODP = b"application/vnd.oasis.opendocument.presentation"
EPUB = b"application/epub+zip"
ALWAYS = (2026, 11, 21, 12, 0, 0)  # the same bytes each time, so that test runs side by side find the same tests


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
DOCX = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
XLSX = zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
PPTX = zip_of({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p:presentation/>"})
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 64
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom" + b"\x00" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + b"\x00" * 32
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + b"\x00" * 64
MP3_BARE = b"\xff\xfb\x90\x64" + b"\x00" * 64
OGG = b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHalo.\n"
TEXT = "Nama,Nomor\nSiti Aminah,0812\nꦱꦶꦠꦶ,1\n".encode()

REAL = {
    "pdf": PDF,
    "docx": DOCX,
    "xlsx": XLSX,
    "pptx": PPTX,
    "odt": zip_of({"mimetype": ODT, "content.xml": b"<x/>"}),
    "ods": zip_of({"mimetype": ODS, "content.xml": b"<x/>"}),
    "odp": zip_of({"mimetype": ODP, "content.xml": b"<x/>"}),
    "epub": zip_of({"mimetype": EPUB, "META-INF/container.xml": b"<x/>"}),
    "csv": TEXT,
    "txt": TEXT,
    "vtt": VTT,
    "mp4": MP4,
    "m4a": M4A,
    "webm": WEBM,
    "mp3": MP3,
    "ogg": OGG,
    "opus": OGG,
}


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, REAL[name.rpartition(".")[2].lower()] if content is None else content)


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind)
    return buffer.getvalue()
