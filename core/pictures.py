"""How a picture is written into a page: right size, right format, its room reserved (UX.md)."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Shown at most 360 px wide on a phone; the second width is for sharper screens and wider windows.
WIDTHS = (360, 720)
FORMATS = (("avif", "image/avif"), ("webp", "image/webp"))
BESIDE = 240  # pixels of a picture beside a choice, for screens of twice the sharpness
SIZES = "(max-width: 720px) 92vw, 640px"


def lesson_picture(image: Any, alt: str, *, lazy: bool = True) -> SafeString:
    """<picture> with AVIF, WebP and JPEG; an SVG as it is, always through <img>. Empty ``alt``: decorative."""
    loading = mark_safe(' loading="lazy"') if lazy else ""
    if image.is_svg():
        return _svg(image, alt, loading)
    specs = [f"width-{width}|format-{name}" for width in WIDTHS for name in ("avif", "webp", "jpeg")]
    renditions = image.get_renditions(*specs)
    sources = [
        format_html(
            '<source type="{}" srcset="{}" sizes="{}">',
            media_type,
            ", ".join(f"{renditions[f'width-{width}|format-{name}'].url} {width}w" for width in WIDTHS),
            SIZES,
        )
        for name, media_type in FORMATS
    ]
    small, large = (renditions[f"width-{width}|format-jpeg"] for width in WIDTHS)
    return format_html(
        '<picture>{}<img src="{}" srcset="{} {}w, {} {}w" sizes="{}" width="{}" height="{}" alt="{}"{}></picture>',
        mark_safe("".join(sources)),
        small.url,
        small.url,
        WIDTHS[0],
        large.url,
        WIDTHS[1],
        SIZES,
        large.width,
        large.height,
        alt,
        loading,
    )


def small_picture(image: Any, alt: str) -> SafeString:
    """<picture> of one small size, loaded when it comes into view."""
    if image.is_svg():
        return _svg(image, alt, mark_safe(' loading="lazy"'))
    spec = f"max-{BESIDE}x{BESIDE}|format-"
    made = image.get_renditions(*(f"{spec}{name}" for name in ("avif", "webp", "jpeg")))
    plain = made[f"{spec}jpeg"]
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}" loading="lazy"></picture>',
        mark_safe(
            "".join(
                format_html('<source type="{}" srcset="{}">', kind, made[spec + name].url) for name, kind in FORMATS
            )
        ),
        plain.url,
        plain.width,
        plain.height,
        alt,
    )


def _svg(image: Any, alt: str, loading: str) -> SafeString:
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}"{}>', image.file.url, image.width, image.height, alt, loading
    )
