"""How much of a package is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The defaults let a package of 500 MB through; the largest real ones seen have 1,700 entries and JSON 21 deep.

    Sizes are bytes. A ``ratio`` is asked only of entries that unpack to more than ``ratio_from``.
    """

    package_bytes: int = 600 * MB
    total_bytes: int = 1024 * MB
    entry_bytes: int = 600 * MB
    entries: int = 10_000
    directory_bytes: int = 4 * MB
    ratio: int = 200
    ratio_from: int = MB
    name_bytes: int = 400
    name_parts: int = 16
    json_bytes: int = 8 * MB
    json_depth: int = 100
    libraries: int = 500


DEFAULT_LIMITS = Limits()
