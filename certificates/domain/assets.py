"""Pictures of certificates, kept by the hash of their bytes: a later change of the library changes no document."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from core.models import Picture

FOLDER = "certificates/assets"
MOST_BYTES = 2_000_000  # of a picture in a template, as its editor chose it
_LARGEST = (1000, 600)  # pixels: 18 mm at 600 dots per inch and more


class BrokenPicture(Exception):
    """It cannot be drawn, or its file is gone."""


def keep(name: str, content: bytes) -> None:
    path = f"{FOLDER}/{name}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))


def kept(names: list[str]) -> dict[str, bytes]:
    """What is there of them: a certificate without a lost picture is better than none."""
    found = {name: _read(name) for name in names}
    return {name: content for name, content in found.items() if content}


def _read(name: str) -> bytes:
    try:
        with default_storage.open(f"{FOLDER}/{name}") as file:
            return bytes(file.read())
    except OSError:
        return b""


def drawn(picture: Picture) -> tuple[str, bytes]:
    """Name and bytes as a document holds them: no larger than paper shows. Raises BrokenPicture."""
    return _drawn(picture.file.name)


@lru_cache(maxsize=32)
def _drawn(path: str) -> tuple[str, bytes]:
    """A path of the library never gets another picture (core.models.Picture)."""
    try:
        with default_storage.open(path) as file:
            content = file.read()
        suffix = "svg" if Path(path).suffix.lower() == ".svg" else "png"
        if suffix == "png":
            content, suffix = _smaller(content)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise BrokenPicture(path) from problem
    return f"{hashlib.sha256(content).hexdigest()}.{suffix}", content


def _smaller(content: bytes) -> tuple[bytes, str]:
    """PNG keeps what is clear or drawn, JPEG is for photographs only. Other kinds than typst reads become PNG."""
    with Image.open(io.BytesIO(content)) as opened:
        photograph = opened.format == "JPEG" and opened.mode in ("L", "RGB")
        picture = opened.convert("RGB" if photograph else "RGBA")
    picture.thumbnail(_LARGEST, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    if photograph:
        picture.save(buffer, "JPEG", quality=92)
    else:
        picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), "jpg" if photograph else "png"
