"""Which file of a package belongs where, as the reference sorts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from h5p_wrapper import rules
from h5p_wrapper.archive import Archive
from h5p_wrapper.jsonfile import INVALID, Invalid, read_json
from h5p_wrapper.problems import H5PError, Problems, Rule

MANIFEST = "h5p.json"
CONTENT = "content/content.json"


def is_skipped(name: str) -> bool:
    """Parts that begin with a dot or an underscore are nobody's: ``__MACOSX``, ``.git``, ``._image.png``."""
    return any(part[:1] in (".", "_") for part in name.split("/"))


class PackageFiles:
    """Sizes by name: ``content`` below ``content/`` without content.json, ``folders`` of the libraries by their names.

    Other files of the root are ignored.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.content: dict[str, int] = {}
        self.folders: dict[str, dict[str, int]] = {}
        for entry in archive.entries.values():
            if is_skipped(entry.name):
                continue
            folder, parted, name = entry.name.partition("/")
            if folder == "content" and parted:
                if entry.name != CONTENT:
                    self.content[name] = entry.size
            elif parted:
                self.folders.setdefault(folder, {})[name] = entry.size

    def open(self, name: str) -> BinaryIO:
        return self.archive.open(name)

    def json(self, name: str, problems: Problems, *, twice: Rule = rules.JSON_TWICE) -> Any | Invalid:
        """The value of a JSON file, or ``INVALID`` with the reason among the problems."""
        entry = self.archive.entries.get(name)
        if entry is None:
            problems.add(rules.JSON_MISSING, name)
            return INVALID
        limits = self.archive.limits
        if entry.size > limits.json_bytes:
            problems.add(rules.JSON_SIZE, name, size=entry.size, limit=limits.json_bytes)
            return INVALID
        try:
            with self.open(name) as file:
                data = file.read()
        except H5PError as error:
            problems.extend(error.problems)
            return INVALID
        return read_json(data, name, limits, problems, twice=twice)

    def json_object(self, name: str, problems: Problems, *, twice: Rule = rules.JSON_TWICE) -> Mapping[str, Any] | None:
        value = self.json(name, problems, twice=twice)
        if isinstance(value, dict):
            return value
        if not isinstance(value, Invalid):
            problems.add(rules.JSON_KIND, name, expected="an object { … }")
        return None
