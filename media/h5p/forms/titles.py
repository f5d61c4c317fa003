"""What a sub-content is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from h5p_wrapper.versions import LibraryName

from media.h5p.forms.choosing import known_title
from media.h5p.forms.places import Types, named_library


def type_title(name: LibraryName, types: Types) -> str:
    """As people here call it; else as its maker does."""
    return known_title(name.machine_name) or types.title(name)


def library_title(value: Any, types: Types) -> str:
    name = named_library(value)
    return type_title(name, types) if name else ""


def own_title(value: Any, types: Types) -> str:
    """The title that somebody gave a sub-content; not the one it came with."""
    metadata = value.get("metadata") if isinstance(value, Mapping) else None
    title = metadata.get("title") if isinstance(metadata, Mapping) else None
    name = named_library(value)
    return title if isinstance(title, str) and not (name and title == types.title(name)) else ""
