"""Where our content types and the shipped contents lie, and how they are read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.environment import PROJECT_DIR

TYPES = PROJECT_DIR / "h5p-types"
CURRICULUM = PROJECT_DIR / "curriculum"
RUNNABLE = ("FindClues", "OrderSteps", "FlipCards", "PriceCalculator")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def library_folder(dependency: dict[str, Any]) -> Path:
    return TYPES / f"{dependency['machineName']}-{dependency['majorVersion']}.{dependency['minorVersion']}"


def semantics_of(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_json(TYPES / f"LMS.{name}-1.0" / "semantics.json")
    return found


@dataclass(frozen=True)
class Content:
    """One shipped content: ``curriculum/<course>/h5p/<slug>``."""

    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = read_json(self.folder / "h5p.json")
        return found

    @property
    def params(self) -> dict[str, Any]:
        found: dict[str, Any] = read_json(self.folder / "content" / "content.json")
        return found

    @property
    def type_name(self) -> str:
        return str(self.manifest["mainLibrary"]).removeprefix("LMS.")


def contents() -> list[Content]:
    return [Content(path.parent) for path in sorted(CURRICULUM.glob("*/h5p/*/h5p.json"))]


def content(course: str, slug: str) -> Content:
    """In Indonesian: a translation has another folder, later in the alphabet."""
    return Content(min(CURRICULUM.glob(f"{course}-*/h5p/{slug}")))


# One of each type, as the courses ship it.
SHIPPED = {
    "FindClues": content("a1", "membaca-alamat"),
    "OrderSteps": content("a1", "menyambung-wifi"),
    "FlipCards": content("a1", "istilah-berkas"),
    "PriceCalculator": content("b1", "harga-jual-kue"),
}
