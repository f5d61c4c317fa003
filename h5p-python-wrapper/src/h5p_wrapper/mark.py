"""The result of marking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SEPARATOR = "[,]"


@dataclass(frozen=True)
class Mark:
    """``success``: whether it passes by the content's own rule (its pass percentage, or all right)."""

    score: float
    max: float
    success: bool

    @property
    def scaled(self) -> float:
        return self.score / self.max if self.max else 0.0


def truth(value: Any) -> bool:
    return value is True or value in ("true", "1", 1)


def indexes(response: str, count: int) -> list[int] | None:
    """Each index once and below ``count``; ``None`` for anything a type does not send."""
    texts = response.split(SEPARATOR) if response else []
    if not all(text.isascii() and text.isdigit() and len(text) <= 4 for text in texts):
        return None
    found = [int(text) for text in texts]
    return found if len(set(found)) == len(found) and all(index < count for index in found) else None
