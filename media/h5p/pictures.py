"""Pictures of a content as phones get them: at most 1024 pixels, modern formats first, without what a camera wrote.

The originals stay beside them for the export. What moves (animated GIF, PNG, WebP) is played as it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from PIL import Image, ImageCms, ImageOps, features

LARGEST_SIDE = 1024
PLAY_FOLDER = ".play"  # the validator lets no package bring a name that begins with a point
_DECODERS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")  # nothing else is opened, whatever Pillow knows
_SHOWN = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}  # browsers know them
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, ZeroDivisionError, OverflowError, IndexError, KeyError)


class TooManyPixels(Exception):
    """It would need gigabytes when it is shown, however small the file is."""


class Unreadable(Exception):
    """No picture, or a damaged one."""


@dataclass(frozen=True)
class PlayCopy:
    """``path`` is below the folder of the version; it may be the original itself."""

    path: str
    type: str
    size: int
    width: int
    height: int

    def as_json(self) -> dict[str, Any]:
        return vars(self).copy()


@dataclass(frozen=True)
class Measured:
    width: int
    height: int
    copies: tuple[PlayCopy, ...]  # the best first; empty: played as it is


def make_copies(folder: Path, path: str) -> Measured:
    """Writes the copies of ``folder/path`` below ``folder/.play``. Raises TooManyPixels, Unreadable."""
    source = folder / path
    try:
        with Image.open(source, formats=_DECODERS) as picture:
            width, height = picture.size
            if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                raise TooManyPixels
            if getattr(picture, "is_animated", False):
                return Measured(width, height, ())
            kind, plain = str(picture.format), not _carries_more(picture)
            shown = _for_phones(picture)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except _UNREADABLE as error:
        raise Unreadable from error
    size = source.stat().st_size
    keeps_original = plain and kind in _SHOWN and max(width, height) <= LARGEST_SIDE
    candidates = _encoded(shown, smallest=size if keeps_original else None)
    copies = [_write(folder, path, extension, data, media_type, shown) for extension, media_type, data in candidates]
    if keeps_original and not any(extension in ("jpg", "png") for extension, *_ in candidates):
        copies.append(PlayCopy(path, _SHOWN[kind], size, width, height))
    if copies == [] or [copy.path for copy in copies] == [path]:
        return Measured(width, height, ())
    return Measured(width, height, tuple(copies))


def _carries_more(picture: Image.Image) -> bool:
    """Where it was taken, with which camera, by whom: not for phones. A turned picture is only turned by it."""
    return bool(picture.getexif()) or bool(
        {"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp"} & picture.info.keys()
    )


def _for_phones(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    transparent = picture.has_transparency_data
    if picture.mode not in ("P", "1"):  # while it is decoded: a large JPEG never stands whole in memory
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turned = ImageOps.exif_transpose(picture)
    if profile and turned.mode in ("RGB", "RGBA", "CMYK"):
        turned = _in_srgb(turned, profile)
    wanted = "RGBA" if transparent else "RGB"
    turned = turned if turned.mode == wanted else turned.convert(wanted)
    turned.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)  # those of a palette, not yet smaller
    return turned


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        wanted = "RGB" if picture.mode == "CMYK" else picture.mode
        done = ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile("sRGB"), outputMode=wanted)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile says nothing about colours
    return done or picture


def _encoded(picture: Image.Image, *, smallest: int | None) -> list[tuple[str, str, bytes]]:
    """(extension, type, bytes), the best first. A modern one is there only where it saves something.

    ``smallest``: size of the original where it can be shown as it is.
    """
    if picture.mode == "RGBA":
        plain, data = ("png", "image/png"), _save(picture, "PNG", optimize=True)
    else:
        plain, data = ("jpg", "image/jpeg"), _save(picture, "JPEG", quality=82, progressive=True)
    made = [] if smallest is not None and smallest <= len(data) else [(*plain, data)]
    limit = min(len(data), smallest or len(data))
    for extension, options in (("webp", {"quality": 78, "method": 4}), ("avif", {"quality": 62, "speed": 8})):
        if features.check(extension):
            data = _save(picture, extension.upper(), **options)
            if len(data) < limit * 0.95:
                made.insert(0, (extension, f"image/{extension}", data))
                limit = len(data)
    return made


def _save(picture: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    bare = picture.copy()
    bare.info = {}  # no profile, no comment, no place
    bare.save(buffer, form, **options)
    return buffer.getvalue()


def _write(folder: Path, path: str, extension: str, data: bytes, media_type: str, shown: Image.Image) -> PlayCopy:
    name = str(PurePosixPath(PLAY_FOLDER) / f"{path}.{extension}")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return PlayCopy(name, media_type, len(data), *shown.size)
