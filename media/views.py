"""Uploaded files, served by ourselves: safe types, never as a page of ours, with ranges for players."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from mimetypes import guess_type
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

# What everybody may see. Documents have Wagtail's view, which knows who may; certificates belong to their holders.
_PUBLIC_FOLDERS = {"images", "original_images", "video", "audio"}
_SHOWN_IN_PLACE = {"image", "video", "audio"}  # types; anything else is an attachment
_WORTH_SQUEEZING = {"image/svg+xml", "text/vtt"}  # all others are compressed already
_CAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})")
_CHUNK = 65_536


@require_safe
def serve_upload(request: HttpRequest, path: str) -> HttpResponse | StreamingHttpResponse:
    """A file of the public folders, known by one spelling of its path only: “./x” and “x//y” are not found."""
    public = path == posixpath.normpath(path) and path.split("/", 1)[0] in _PUBLIC_FOLDERS
    if not public or not default_storage.exists(path):
        raise Http404
    try:
        file = default_storage.open(path)
    except IsADirectoryError:
        raise Http404 from None
    media_type = guess_type(path)[0] or "application/octet-stream"
    response = part_of_file(request, cast(BinaryIO, file), file.size) or FileResponse(file)
    if response.status_code == 206 or media_type not in _WORTH_SQUEEZING:
        # GZipMiddleware looks here. A range counts the file's own bytes, whatever the browser could unpack.
        request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    attachment = media_type.split("/")[0] not in _SHOWN_IN_PLACE
    response["Content-Type"] = media_type
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"  # names are never used twice
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _CAGE
    response["Last-Modified"] = http_date(default_storage.get_modified_time(path).timestamp())
    response["Content-Disposition"] = str(content_disposition_header(attachment, posixpath.basename(path)))
    return response


def part_of_file(request: HttpRequest, file: BinaryIO, size: int) -> HttpResponse | StreamingHttpResponse | None:
    """206 for a single byte range (RFC 9110 §14); players jump with it. None: send the whole."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not match:
        return None
    start = int(match[1])
    end = min(int(match[2]) if match[2] else size - 1, size - 1)
    if start >= size or end < start:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_chunks(file, start, end - start + 1), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _chunks(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length > 0 and (chunk := file.read(min(_CHUNK, length))):
        length -= len(chunk)
        yield chunk
    file.close()
