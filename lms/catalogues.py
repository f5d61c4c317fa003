"""Message catalogues: .po files are in the repository, .mo files are made from them where they are needed."""

from __future__ import annotations

from pathlib import Path

import polib
from django.conf import settings


def compile_catalogues() -> int:
    """Write every .mo that is missing or older than its .po. Returns how many were written."""
    written = 0
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                written += 1
    return written
