"""Who made what under which licence: of a content, of its parts, of every file in it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from h5p_wrapper.media_files import MAX_DEPTH, is_file, pointer_step
from h5p_wrapper.scalars import as_number

_CC = "https://creativecommons.org"
_NAMES = {
    "U": "Undisclosed",
    "CC BY": "Attribution (CC BY)",
    "CC BY-SA": "Attribution-ShareAlike (CC BY-SA)",
    "CC BY-ND": "Attribution-NoDerivs (CC BY-ND)",
    "CC BY-NC": "Attribution-NonCommercial (CC BY-NC)",
    "CC BY-NC-SA": "Attribution-NonCommercial-ShareAlike (CC BY-NC-SA)",
    "CC BY-NC-ND": "Attribution-NonCommercial-NoDerivs (CC BY-NC-ND)",
    "CC0 1.0": "Public Domain Dedication (CC0)",
    "CC PDM": "Public Domain Mark (PDM)",
    "GNU GPL": "General Public License",
    "PD": "Public Domain",
    "ODC PDDL": "Public Domain Dedication and Licence",
    "C": "Copyright",
}
_NEWEST_CC = "4.0"


@dataclass(frozen=True)
class Licence:
    """``code``: one of H5P's. ``version``: ``4.0``, ``v3`` …; empty where there is none."""

    code: str
    version: str = ""

    @property
    def name(self) -> str:
        """In English; hosts translate by ``code``."""
        name = _NAMES.get(self.code, self.code)
        return f"{name} {self.version}" if self.version and self.version != "-" else name

    @property
    def url(self) -> str:
        """Where its text stands; empty for none."""
        if self.code.startswith("CC BY"):
            short = self.code.removeprefix("CC ").lower()
            return f"{_CC}/licenses/{short}/{self.version or _NEWEST_CC}/"
        if self.code == "CC0 1.0" or (self.code == "PD" and self.version == "CC0 1.0"):
            return f"{_CC}/publicdomain/zero/1.0/"
        if self.code == "CC PDM" or (self.code == "PD" and self.version == "CC PDM"):
            return f"{_CC}/publicdomain/mark/1.0/"
        if self.code == "GNU GPL":
            return f"https://www.gnu.org/licenses/gpl-{(self.version or 'v3').removeprefix('v')}.0.html"
        return "https://opendatacommons.org/licenses/pddl/1-0/" if self.code == "ODC PDDL" else ""

    @property
    def is_known(self) -> bool:
        """Whether somebody has said under what it stands."""
        return self.code in _NAMES and self.code != "U"


@dataclass(frozen=True)
class Credit:
    """Plain text, unescaped. ``kind``: ``content``, ``part`` or ``file``. ``where``: JSON pointer in the params, empty
    for the content as a whole. ``years``: as ``2019–2021``."""

    kind: str
    where: str
    licence: Licence
    title: str = ""
    authors: tuple[str, ...] = ()
    years: str = ""
    source: str = ""
    extras: str = ""
    changes: tuple[str, ...] = ()
    path: str = ""
    library: str = ""

    @property
    def says_something(self) -> bool:
        return self.licence.is_known or bool(self.authors or self.source or self.extras or self.years)


def credits_of(metadata: Mapping[str, Any], params: Any) -> list[Credit]:
    """Of the content (``metadata``: that of h5p.json), then of parts and files in their order.

    Files without any notes come too, so that a host can say what is not known.
    """
    return [_from_metadata(metadata, "content", "", ""), *_inside(params)]


def _inside(params: Any) -> Iterator[Credit]:
    waiting: list[tuple[Any, str, int]] = [(params, "", 0)]
    while waiting:
        value, where, depth = waiting.pop()
        if isinstance(value, Mapping):
            if isinstance(value.get("library"), str) and isinstance(value.get("metadata"), Mapping):
                yield _from_metadata(value["metadata"], "part", where, value["library"].split(" ")[0])
            elif is_file(value):
                yield _from_file(value, where)
            inner = [(each, f"{where}/{pointer_step(key)}") for key, each in value.items() if key != "metadata"]
        elif isinstance(value, list):
            inner = [(each, f"{where}/{at}") for at, each in enumerate(value)]
        else:
            continue
        if depth < MAX_DEPTH:
            waiting.extend((each, place, depth + 1) for each, place in reversed(inner))


def _from_metadata(metadata: Mapping[str, Any], kind: str, where: str, library: str) -> Credit:
    return Credit(
        kind=kind,
        where=where,
        licence=Licence(_text(metadata.get("license")) or "U", _text(metadata.get("licenseVersion"))),
        title=_text(metadata.get("title")),
        authors=tuple(_text(author.get("name")) for author in _rows(metadata.get("authors")) if author.get("name")),
        years=_years(metadata.get("yearFrom"), metadata.get("yearTo")),
        source=_text(metadata.get("source")),
        extras=_text(metadata.get("licenseExtras")),
        changes=tuple(_change(each) for each in _rows(metadata.get("changes"))),
        library=library,
    )


def _from_file(file: Mapping[str, Any], where: str) -> Credit:
    notes = file.get("copyright")
    notes = notes if isinstance(notes, Mapping) else {}
    author = _text(notes.get("author"))
    return Credit(
        kind="file",
        where=where,
        licence=Licence(_text(notes.get("license")) or "U", _text(notes.get("version"))),
        title=_text(notes.get("title")),
        authors=(author,) if author else (),
        years=_text(notes.get("year")),
        source=_text(notes.get("source")),
        path=html.unescape(file["path"]),
    )


def _years(first: Any, last: Any) -> str:
    found = [str(int(year)) for year in map(as_number, (first, last)) if year is not None]
    return "–".join(dict.fromkeys(found))


def _change(change: Mapping[str, Any]) -> str:
    return " · ".join(part for part in (_text(change.get(key)) for key in ("date", "author", "log")) if part)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return html.unescape(value).strip() if isinstance(value, str) else ""
