"""What a certificate states, frozen at issue. Plain data; rendering needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


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
    name_corrected_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        dates = {key: date.fromisoformat(data[key]) for key in ("started_on", "completed_on", "issued_on")}
        modules = tuple(ModuleFact(**module) for module in data["modules"])
        parts = tuple(PartFact(**part) for part in data.get("parts", ()))
        corrected = data.get("name_corrected_on")
        rest = {"modules": modules, "parts": parts, "name_corrected_on": corrected and date.fromisoformat(corrected)}
        return cls(**{**data, **dates, **rest})


def grade_word(percent: int | None, thresholds: Sequence[tuple[int, str]]) -> str:
    """Predikat for a mark: the word of the highest threshold reached; empty below all, or without a mark."""
    if percent is None:
        return ""
    reached = [(low, word) for low, word in thresholds if percent >= low]
    return max(reached)[1] if reached else ""
