"""Photographs in a pack: WebP of a phone's size, without what a camera wrote into them (place, name, time).

Drawings stay SVG. Knows neither Django nor files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageOps

from courses.packs.problems import _n

SUFFIX = ".webp"
MAX_BYTES = 40 * 1024  # UX.md: a picture in a lesson
LARGEST_SIDE = 2000  # pixels of one that comes in
_SIDES, _QUALITIES = (960, 720, 540, 360), (82, 70, 58)  # of one that goes out, the best first
_READ = ("JPEG", "PNG", "WEBP", "AVIF")  # nothing else is opened, whatever Pillow knows
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, OverflowError, Image.DecompressionBombError)


class NoPhoto(Exception):
    """Why it is none that a pack may hold, as a sentence to translate."""


def check_photo(content: bytes) -> None:
    """Raises NoPhoto."""
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise NoPhoto(_n("The photograph has too many pixels."))
            if getattr(picture, "is_animated", False):
                raise NoPhoto(_n("The photograph moves."))
            if picture.info.get("exif") or picture.info.get("xmp"):
                raise NoPhoto(_n("The photograph holds what a camera wrote, such as the place. Save it without."))
            picture.load()
    except _UNREADABLE as error:
        raise NoPhoto(_n("The photograph is damaged, or no WebP.")) from error


def as_photo(content: bytes) -> bytes:
    """The picture as a pack holds it; one that could stand in a pack stays as it is. Raises NoPhoto."""
    if len(content) <= MAX_BYTES:
        try:
            check_photo(content)
        except NoPhoto:
            pass
        else:
            return content
    for made in _smaller_and_smaller(content):
        if len(made) <= MAX_BYTES:
            return made
    raise NoPhoto(_n("The photograph stays too large."))


def _smaller_and_smaller(content: bytes) -> Iterator[bytes]:
    try:
        with Image.open(io.BytesIO(content), formats=_READ) as opened:
            upright = ImageOps.exif_transpose(opened)
            has_holes = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            picture = upright.convert("RGBA" if has_holes else "RGB")
    except _UNREADABLE as error:
        raise NoPhoto(_n("The photograph is damaged, or no WebP.")) from error
    for side in _SIDES:
        fitted = picture.copy()
        fitted.thumbnail((side, side))
        fitted.info.clear()
        for quality in _QUALITIES:
            target = io.BytesIO()
            fitted.save(target, "WEBP", quality=quality, method=6)
            yield target.getvalue()
