"""Colour contrast, WCAG 2.2 §1.4.3 (relative luminance and contrast ratio)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
MINIMUM_CONTRAST = 4.5


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Ratio from 1 to 21 between two colours written like #0b6e69."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def validate_primary_colour(value: str) -> None:
    if not _HEX.fullmatch(value):
        raise ValidationError(_("Write the colour like #0b6e69."))
    if contrast(value, "#ffffff") < MINIMUM_CONTRAST:
        raise ValidationError(_("White text is hard to read on this colour. Choose a darker one."))


def readable_on_dark(colour: str, background: str = "#1d2320", wanted: float = 7.0) -> str:
    """The colour, mixed with white until it stands out on a dark page."""
    for share in range(0, 101, 5):
        mixed = "#" + "".join(
            f"{round(int(colour[i : i + 2], 16) * (100 - share) / 100 + 255 * share / 100):02x}" for i in (1, 3, 5)
        )
        if contrast(mixed, background) >= wanted:
            return mixed
    return "#ffffff"
