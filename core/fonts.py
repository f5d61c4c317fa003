"""What documents and pictures are set in, whatever the system has."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from django.conf import settings

_SANS = "ttf_opensans"


def font_folders() -> tuple[str, ...]:
    """Open Sans from its package; scripts it lacks from what set-up fetched. Never the system's fonts."""
    folders = [Path(settings.DATA_DIR) / "fonts"]
    with suppress(ModuleNotFoundError):  # typst's own serif has every letter of Latin script
        folders.insert(0, Path(str(files(_SANS) / "ttf")))
    return tuple(str(folder) for folder in folders if folder.is_dir())
