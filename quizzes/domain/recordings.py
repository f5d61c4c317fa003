"""Recordings of questions and choices. A version keeps which one and its words: they stay when the file is gone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.models.settings import municipality_now
from media.models import Audio


@dataclass(frozen=True)
class Recording:
    title: str
    transcript: str
    url: str = ""  # empty: the file is gone
    size: int = 0


def frozen_recording(audio: Audio) -> dict[str, Any]:
    return {"id": audio.pk, "title": audio.title, "transcript": audio.transcript}


def shown_recording(frozen: dict[str, Any] | None) -> Recording | None:
    """The recording as it is now; its frozen words where it was deleted."""
    if not frozen:
        return None
    found = _recording(frozen["id"], municipality_now().version)
    return found or Recording(frozen["title"], frozen["transcript"])


@lru_cache(maxsize=500)
def _recording(audio: int, version: int) -> Recording | None:
    """Kept per process; whatever changes a recording raises the ``version`` of the settings."""
    found = Audio.objects.filter(pk=audio).first()
    return Recording(found.title, found.transcript, found.file.url, found.size) if found else None
