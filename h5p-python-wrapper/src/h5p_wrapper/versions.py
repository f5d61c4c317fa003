"""How H5P names libraries and their versions.

A library is known by machine name, major and minor version; the patch says only which copy is newer. Packages write
the numbers as integers or as strings; here they are always integers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_MACHINE_NAME = re.compile(r"[A-Za-z0-9][\w.\-]{0,254}\Z", re.ASCII)
_SPELLED = re.compile(r"(?P<name>[^\s]+)[ -](?P<major>\d{1,5})\.(?P<minor>\d{1,5})\Z", re.ASCII)


def version_number(value: object) -> int:
    """0 to 99,999 from an integer or from a string of digits. Raises ``ValueError`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("not a version number")
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) <= 5):
        raise ValueError("not a version number")
    number = int(value)
    if not 0 <= number <= 99_999:
        raise ValueError("not a version number")
    return number


@dataclass(frozen=True, order=True)
class LibraryName:
    """What content is bound to: ``H5P.MultiChoice 1.16``."""

    machine_name: str
    major: int
    minor: int

    def __post_init__(self) -> None:
        if not _MACHINE_NAME.match(self.machine_name):
            raise ValueError("not a machine name")

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """Name of its folder in a package: ``H5P.MultiChoice-1.16``."""
        return f"{self.machine_name}-{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: object) -> LibraryName:
        """From ``Name 1.2`` or ``Name-1.2``. Raises ``ValueError``."""
        found = _SPELLED.match(text) if isinstance(text, str) else None
        if not found:
            raise ValueError("not a library name with a version")
        return cls(found["name"], int(found["major"]), int(found["minor"]))

    @classmethod
    def from_json(cls, data: object) -> LibraryName:
        """From ``{"machineName", "majorVersion", "minorVersion"}``. Raises ``ValueError``."""
        if not isinstance(data, Mapping) or not isinstance(data.get("machineName"), str):
            raise ValueError("not a dependency")
        return cls(
            data["machineName"], version_number(data.get("majorVersion")), version_number(data.get("minorVersion"))
        )

    def as_json(self) -> dict[str, str | int]:
        return {"machineName": self.machine_name, "majorVersion": self.major, "minorVersion": self.minor}
