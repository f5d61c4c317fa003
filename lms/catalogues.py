"""Message catalogues: .po files are in the repository, .mo files are made from them where they are needed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import polib


def compile_catalogues(folders: Iterable[str | Path]) -> int:
    """Write every .mo that is missing or older than its .po. Returns how many were written.

    Several processes may do so at once: each .mo appears whole, in one step.
    """
    written = 0
    for folder in folders:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                unfinished = target.with_suffix(f".{os.getpid()}")
                polib.pofile(str(source)).save_as_mofile(str(unfinished))
                unfinished.replace(target)
                written += 1
    return written
