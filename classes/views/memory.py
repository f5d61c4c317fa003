"""Uploads that never touch a disk: lists of pupils hold what we must not keep, not even in a temporary file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from classes.rosters.model import MAX_BYTES

View = Callable[..., HttpResponse]


class _InMemory(FileUploadHandler):
    """All files of a request together hold a little more than the most we read; the rest is dropped as it comes."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.left = MAX_BYTES + 1
        self.written = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.written = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: self.left]
        self.left -= len(kept)
        self.written.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self.written.tell()
        self.written.seek(0)
        return InMemoryUploadedFile(
            self.written, self.field_name, "list", self.content_type, size, self.charset, self.content_type_extra
        )


def uploads_in_memory(view: View) -> View:
    """The token is looked at after the handler is set: looking at it reads the request."""
    protected = csrf_protect(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [_InMemory(request)]
        return protected(request, *args, **kwargs)

    return csrf_exempt(wrapped)
