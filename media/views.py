"""Uploaded files, served by ourselves: safe types, never as a page of ours, with ranges for players."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from mimetypes import guess_type
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

# Folder → may the browser show it in place (pictures, players)? Anything else is an attachment.
_SHOWN = {"images": True, "original_images": True, "video": True, "audio": True}
_REFUSED = {"documents"}  # only through Wagtail's view, which knows who may
_CAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")
_CHUNK = 65_536


@require_safe
def serve_upload(request: HttpRequest, path: str) -> HttpResponse | StreamingHttpResponse:
    folder = path.split("/", 1)[0]
    if folder in _REFUSED or ".." in path or not default_storage.exists(path):
        raise Http404
    file = default_storage.open(path)
    media_type = guess_type(path)[0] or "application/octet-stream"
    size = file.size
    response = _part(request, cast(BinaryIO, file), size) or FileResponse(file, content_type=media_type)
    response["Content-Type"] = media_type
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"  # names are never used twice
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _CAGE
    response["Last-Modified"] = http_date(default_storage.get_modified_time(path).timestamp())
    name = os.path.basename(path)
    response["Content-Disposition"] = f'{"inline" if _SHOWN.get(folder) else "attachment"}; filename="{name}"'
    return response


def _part(request: HttpRequest, file: BinaryIO, size: int) -> HttpResponse | StreamingHttpResponse | None:
    """206 for a single byte range (RFC 9110 §14); players jump with it. None: send the whole."""
    match = _RANGE.match(request.headers.get("Range", ""))
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
