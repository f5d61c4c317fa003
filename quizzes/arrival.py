"""Answers that arrive late, twice or out of order: which one is kept. Pure (ADR 0026).

The answer that was given last counts, whichever device gave it and whenever it arrives.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from quizzes.kinds import Response

_MOST_DIGITS = 15  # a sequence is a time in milliseconds; scripts reckon exactly with so many digits


@dataclass(frozen=True)
class Arrival:
    """What came along with an answer. ``sequence``: of the script's save; None for a form, which is always the newest.

    ``shown``: print of the answer that stood in the form when it was drawn; None where the learner touched it since.
    """

    sequence: int | None = None
    shown: str | None = None

    def is_late(self, kept: int) -> bool:
        """An answer that was given after this one is kept already."""
        return self.sequence is not None and self.sequence <= kept

    def is_untouched(self, response: Response | None) -> bool:
        """The form came back as it was drawn: nobody answered, and nothing newer may be overwritten by it."""
        return self.shown == print_of(response)

    def order(self, kept: int, *, at: datetime) -> int:
        return first_sequence(kept, at=at) if self.sequence is None else self.sequence


PLAIN_FORM = Arrival()


def read_sequence(text: str) -> int | None:
    """As a script sends it; whatever is no sequence of ours counts as none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def first_sequence(kept: int, *, at: datetime) -> int:
    """What a page counts up from: newer than all that it shows, and comparable between devices: both got it here."""
    return max(kept + 1, int(at.timestamp() * 1000))


def print_of(response: Response | None) -> str:
    if response is None:
        return "-"
    return hashlib.sha256(json.dumps(response, sort_keys=True).encode()).hexdigest()[:16]
