"""How much of a package is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The defaults let a package of 500 MB through; of 98 real ones the largest has 1,700 entries, 70 libraries with
    4.4 MB of JSON in all and 0.3 MB without the language files, and JSON 21 deep with 4,000 values.

    JSON is bounded tightly because parsed it may take twenty times its size. ``library_json_bytes``: all JSON of all
    libraries; ``description_bytes``: of that library.json and semantics.json, which are kept while a package is open.
    A ``ratio`` is asked only of entries that unpack to more than ``ratio_from``.
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
    json_bytes: int = 4 * MB
    json_values: int = 300_000
    json_depth: int = 100
    libraries: int = 500
    library_json_bytes: int = 32 * MB
    description_bytes: int = 8 * MB


DEFAULT_LIMITS = Limits()
