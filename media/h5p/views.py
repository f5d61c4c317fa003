"""What a cage loads: its page, bundles, and files of the core, of libraries and of contents. All public, all for ever.

Nobody's cookies are looked at; names hold digests, or keys that nobody can guess. Files that are not listed where they
belong are not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe
from h5p_wrapper.storage import FolderStorage

from media.h5p.bundles import ENCODINGS, CannotPlay, core_files
from media.h5p.cage import CLOSED, PERMISSIONS, page_policy
from media.h5p.models import H5PContentVersion, H5PLibrary
from media.h5p.places import bundle_storage, content_storage, library_storage
from media.h5p.play import allowed_hosts, find_page
from media.views import part_of_file

Answer = HttpResponse | StreamingHttpResponse

FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".eot": "application/vnd.ms-fontobject",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".html": "text/html; charset=utf-8",
}
_NEVER_A_PAGE = ("text/html", "application/xhtml", "text/xml", "application/xml")
_WORTH_SQUEEZING = ("text/", "application/json", "image/svg+xml", "model/gltf+json")
_IN_PLACE = (
    "image/",
    "video/",
    "audio/",
    "font/",
    "model/",
    "text/css",
    "text/javascript",
    "text/vtt",
    "application/json",
)


def _for_the_cage(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Also answers a browser that asks first, because a library adds a header of its own to its request."""

    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if request.method != "OPTIONS":
            return view(request, *args, **kwargs)
        response = _open(HttpResponse(status=204))
        response["Access-Control-Allow-Methods"] = "GET, HEAD"
        response["Access-Control-Allow-Headers"] = "Range, X-Requested-With"
        response["Access-Control-Max-Age"] = "86400"
        response["Cache-Control"] = "no-store"
        return response

    return answered


@require_safe
def frame(request: HttpRequest, key: UUID, number: int, digest: str) -> Answer:
    """The page of the cage. ``?host=``: hosts whose media this learner agreed to load; only allowed ones count."""
    name = find_page(key, number, digest)
    if name is None:
        raise Http404
    asked = request.GET.getlist("host")[:20]
    response = _compressed(request, bundle_storage(), name)
    response["Content-Security-Policy"] = page_policy(request, allowed_hosts(asked))
    response["Permissions-Policy"] = PERMISSIONS
    response["Referrer-Policy"] = "no-referrer"
    if asked:
        response["Cache-Control"] = "no-cache"  # an administrator may take the permission back
    else:
        response["Cache-Control"] = FOR_EVER
    return response


@_for_the_cage
def bundle(request: HttpRequest, name: str) -> Answer:
    return _open(_compressed(request, bundle_storage(), name))


@_for_the_cage
def core_file(request: HttpRequest, digest: str, path: str) -> Answer:
    """Fonts and pictures that the core's style sheet names."""
    try:
        core = core_files(Path(settings.H5P_CORE))
    except CannotPlay:
        raise Http404 from None
    if digest != core.digest or path.split("/")[0] not in ("fonts", "images") or path not in core.files:
        raise Http404
    return _file(request, FolderStorage(core.folder), path, _type_by_name(path))


@_for_the_cage
def library_file(request: HttpRequest, folder: str, path: str) -> Answer:
    if path not in _library_files(folder):
        raise Http404
    return _file(request, library_storage(), f"{folder}/{path}", _type_by_name(path))


@_for_the_cage
def content_file(request: HttpRequest, key: UUID, number: int, path: str) -> Answer:
    """A file of a content under its own name; of a picture the lightest form that this browser understands."""
    folder, files = _content_files(key, number)
    listed = files.get(path)
    if listed is None:
        raise Http404
    forms = [
        form for form in listed.get("play", ()) if form["type"] in _UNDERSTOOD or form["type"] in _accepted(request)
    ]
    lightest = min(forms, key=lambda form: int(form["size"]), default=None)
    name, media_type = (lightest["path"], lightest["type"]) if lightest else (path, listed["type"])
    response = _file(request, content_storage(), f"{folder}/{name}", str(media_type or ""))
    if listed.get("play"):
        patch_vary_headers(response, ["Accept"])
    return response


_UNDERSTOOD = ("image/jpeg", "image/png", "image/gif")


def _accepted(request: HttpRequest) -> set[str]:
    return {part.split(";")[0].strip() for part in request.headers.get("Accept", "").split(",")}


@lru_cache(maxsize=512)
def _library_files(folder: str) -> frozenset[str]:
    """Of an installed library, whose folder never changes; asked of the database once per process."""
    files = H5PLibrary.objects.filter(folder=folder).values_list("files", flat=True).first()
    if files is None:
        raise Http404
    return frozenset(files)


@lru_cache(maxsize=512)
def _content_files(key: UUID, number: int) -> tuple[str, dict[str, Any]]:
    """(folder, path → how it is listed) of a version, which never changes."""
    found = H5PContentVersion.objects.filter(content__key=key, number=number).values_list("folder", "files").first()
    if found is None:
        raise Http404
    return found


def _compressed(request: HttpRequest, storage: FolderStorage, name: str) -> Answer:
    """As small as this browser can unpack it; compressed once, when it was made."""
    wanted = re.findall(r"[\w-]+(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))", request.headers.get("Accept-Encoding", ""))
    fitting = (encoding for encoding in ENCODINGS if encoding in wanted)
    for encoding in (*fitting, ""):
        try:
            file = storage.open(name + ENCODINGS.get(encoding, ""))
        except (FileNotFoundError, ValueError):
            continue
        response = FileResponse(file, content_type=_type_by_name(name))
        if encoding:
            response["Content-Encoding"] = encoding
        else:
            request.META["HTTP_ACCEPT_ENCODING"] = "identity"  # a font: GZipMiddleware would only warm the room
        patch_vary_headers(response, ["Accept-Encoding"])
        response["X-Content-Type-Options"] = "nosniff"
        del response["Content-Disposition"]
        return response
    raise Http404


def _type_by_name(name: str) -> str:
    return _TYPES.get(Path(name).suffix.lower()) or guess_type(name)[0] or ""


def _file(request: HttpRequest, storage: FolderStorage, path: str, media_type: str) -> Answer:
    try:
        file, size = storage.open(path), storage.size(path)
    except (FileNotFoundError, IsADirectoryError, ValueError):
        raise Http404 from None
    if not media_type or media_type.startswith(_NEVER_A_PAGE):
        media_type = "application/octet-stream"
    response = part_of_file(request, file, size) or FileResponse(file)
    if response.status_code == 206 or not media_type.startswith(_WORTH_SQUEEZING):
        request.META["HTTP_ACCEPT_ENCODING"] = "identity"  # see media.views.serve_upload
    response["Content-Type"] = media_type
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline" if media_type.startswith(_IN_PLACE) else "attachment"
    return _open(response)


def _open(response: Answer) -> Answer:
    """For a page without origin, which is a stranger to this server; harmless as a page of its own."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = CLOSED
    response["Referrer-Policy"] = "no-referrer"
    return response
