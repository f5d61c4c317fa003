"""What documents and pictures are set in, whatever the system has."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from django.conf import settings


def font_folders() -> list[Path]:
    """Open Sans from its package; scripts it lacks from what set-up fetched."""
    folders = [Path(str(files("ttf_opensans") / "ttf")), Path(settings.DATA_DIR) / "fonts"]
    return [folder for folder in folders if folder.is_dir()]
