"""What a certificate states, frozen at issue. Plain data; rendering needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a certificate is about."""

    COMPLETION = "completion"
    TRANSCRIPT = "transcript"  # of the training hours of a year
    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    MODERATOR = "moderator"


@dataclass(frozen=True)
class ModuleFact:
    title: str
    minutes: int
    percent: int | None  # mark of this part of the last quiz


@dataclass(frozen=True)
class PartFact:
    """A named part of the last quiz that belongs to no module."""

    title: str
    percent: int


@dataclass(frozen=True)
class EntryFact:
    """A line of a transcript: a certificate of the year."""

    title: str
    number: str
    jp: int
    issued_on: date


@dataclass(frozen=True)
class Achievement:
    """What was achieved, as its caller states it; the certificate adds name, number and issuer."""

    title: str
    version: int
    minutes: int
    jp: int
    percent: int | None
    modules: Sequence[ModuleFact]
    started_on: date
    completed_on: date
    parts: Sequence[PartFact] = ()
    kind: Kind = Kind.COMPLETION
    entries: Sequence[EntryFact] = ()  # of a transcript
    target: int | None = None  # JP of a year that were asked for


@dataclass(frozen=True)
class Facts:
    """Fields with a default came later: certificates from before do not have them."""

    name: str
    minor: bool
    title: str
    version: int
    minutes: int
    jp: int
    percent: int | None
    grade: str
    modules: tuple[ModuleFact, ...]
    started_on: date
    completed_on: date
    issued_on: date
    number: str
    municipality: str
    office: str
    place: str
    signer_role: str
    signer_name: str
    signer_id: str
    parts: tuple[PartFact, ...] = ()
    name_corrected_on: date | None = None  # before ADR 0034 a correction changed the certificate itself
    kind: str = Kind.COMPLETION.value
    entries: tuple[EntryFact, ...] = ()
    target: int | None = None
    edition: int = 1
    edition_of: date | None = None  # the day this edition was made, when it is not the first

    def as_json(self) -> dict[str, Any]:
        return {key: _plain(value) for key, value in vars(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        dates = {key: date.fromisoformat(data[key]) for key in ("started_on", "completed_on", "issued_on")}
        modules = tuple(ModuleFact(**module) for module in data["modules"])
        parts = tuple(PartFact(**part) for part in data.get("parts", ()))
        entries = tuple(
            EntryFact(**{**entry, "issued_on": date.fromisoformat(entry["issued_on"])})
            for entry in data.get("entries", ())
        )
        later = {key: date.fromisoformat(data[key]) for key in ("name_corrected_on", "edition_of") if data.get(key)}
        return cls(**{**data, **dates, **later, "modules": modules, "parts": parts, "entries": entries})


def _plain(value: Any) -> Any:
    """As JSON holds it: dates as text, in lists and tables, too."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {key: _plain(part) for key, part in vars(value).items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def grade_word(percent: int | None, thresholds: Sequence[tuple[int, str]]) -> str:
    """Predikat for a mark: the word of the highest threshold reached; empty below all, or without a mark."""
    if percent is None:
        return ""
    reached = [(low, word) for low, word in thresholds if percent >= low]
    return max(reached)[1] if reached else ""
