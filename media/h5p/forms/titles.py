"""What a sub-content is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from media.h5p.forms.places import Types, named_library


def library_title(value: Any, types: Types) -> str:
    name = named_library(value)
    return types.title(name) if name else ""


def own_title(value: Any, types: Types) -> str:
    """The title that somebody gave a sub-content; not the one it came with."""
    metadata = value.get("metadata") if isinstance(value, Mapping) else None
    title = metadata.get("title") if isinstance(metadata, Mapping) else None
    return title if isinstance(title, str) and title != library_title(value, types) else ""
