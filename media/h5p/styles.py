"""Style sheets of the core and of libraries in one, their fonts as light as they get.

What is known to h5p_wrapper (imports, addresses) is left to it; this is about ``@font-face``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Protocol
from urllib.parse import quote

from h5p_wrapper.styles import combined_styles

from media.h5p.icon_fonts import SPACES, IconFont, as_woff2, data_address, icon_font, unicode_range

_FACE = re.compile(r"@font-face\s*\{((?:[^{}\"']|\"[^\"]*\"|'[^']*')*)\}")
_URL = re.compile(r"url\(\"([^\"]*)\"\)")  # as combined_styles writes it
_DECLARATION = re.compile(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\((?:[^)\"']|\"[^\"]*\"|'[^']*')*\))+")
_OF_OURS = re.compile(r"\s*(?:src|font-display|unicode-range)\s*:", re.IGNORECASE)
_FONTS = (".woff2", ".woff", ".ttf", ".otf")  # best first
_NOT_THERE = "data:,"  # in the place of a file that is missing: no request
# Small pictures travel with the sheet: on a slow line a request costs more than they weigh. Type → bytes at most.
_SMALL = {"image/svg+xml": 4_000, "image/png": 1_000, "image/gif": 1_000}


class Source(Protocol):
    """Where a style sheet comes from: the core, or a library."""

    text_fonts: bool  # its fonts of letters are sent; the core's weigh 50 to 120 kB each, and a phone has its own

    def read(self, path: str) -> bytes | None: ...

    def address(self, path: str) -> str: ...


@dataclass(frozen=True)
class Face:
    """An icon font of a sheet: its declarations without ``src``, and what of it came with the sheet."""

    declarations: str
    font: IconFont
    sent: frozenset[int]


@dataclass
class Styles:
    text: str = ""
    faces: list[Face] = field(default_factory=list)


def join_styles(
    sheets: Iterable[tuple[Source, str]],
    used: frozenset[int],
    keep: Callable[[bytes], str],
    before: Sequence[Face] = (),
) -> Styles:
    """``used``: code points of icons. ``keep`` takes a font and gives its address. ``before``: faces of the sheets that
    come earlier; what this one draws with them and they did not send is sent here."""
    joined = Styles()
    for source, path in sheets:
        if source.read(path) is not None:
            joined.text += _Sheet(source, used, keep, joined.faces).text(path) + "\n"
    for face in before:
        if more := (used & face.font.points) - face.sent:
            joined.text += _inline_face(face.declarations, face.font, more)
    return joined


@dataclass
class _Sheet:
    source: Source
    used: frozenset[int]
    keep: Callable[[bytes], str]
    faces: list[Face]
    paths: dict[str, str] = field(default_factory=dict)  # address → path

    def text(self, path: str) -> str:
        text = combined_styles(path, self._read, self._address)
        text = _FACE.sub(lambda found: self._face(found[1]), text)
        return re.sub(r"\s*\n\s*", "\n", _URL.sub(lambda found: self._picture(found[0], found[1]), text))

    def _picture(self, whole: str, address: str) -> str:
        place, _mark, fragment = address.partition("#")
        path = self.paths.get(place.partition("?")[0], "")
        media_type = guess_type(path)[0] or ""
        data = self.source.read(path) if media_type in _SMALL else None
        if data is None or len(data) > _SMALL[media_type]:
            return whole
        if media_type == "image/svg+xml":  # as text, which is compressed with the rest
            inside = f"data:{media_type},{quote(data.decode('utf-8-sig', errors='replace'), safe=' /:=')}"
        else:
            inside = data_address(media_type, data)
        return f'url("{inside}#{fragment}")' if fragment else f'url("{inside}")'

    def _read(self, path: str) -> str:
        data = self.source.read(path)
        if data is None:
            raise FileNotFoundError(path)
        return data.decode("utf-8-sig", errors="replace")

    def _address(self, path: str) -> str:
        if self.source.read(path) is None:
            return _NOT_THERE
        address = self.source.address(path)
        self.paths[address] = path
        return address

    def _face(self, body: str) -> str:
        """The declarations as they are, with one file: the smallest format there is."""
        addresses = _URL.findall(body)
        if any(address.startswith("data:") and address != _NOT_THERE for address in addresses):
            return f"@font-face{{{body}}}"
        paths = [self.paths.get(re.split("[?#]", address)[0], "") for address in addresses]
        fitting = (path for ending in _FONTS for path in paths if path.lower().endswith(ending))
        data = next((data for path in fitting if (data := self.source.read(path))), None)
        parts = (part.strip() for part in _DECLARATION.findall(body))
        rest = ";".join(part for part in parts if part and not _OF_OURS.match(part))
        try:
            return self._split(rest, data) if data else ""
        except ValueError:
            return ""  # no browser would show it either

    def _split(self, rest: str, data: bytes) -> str:
        icons = icon_font(data)
        if icons is None:
            return self._kept(rest, "swap", as_woff2(data)) if self.source.text_fonts else ""
        sent = self.used & icons.points
        sent |= (SPACES & icons.points) if sent else frozenset()
        self.faces.append(Face(rest, icons, sent))
        text = _inline_face(rest, icons, sent) if sent else ""
        if others := icons.points - sent - SPACES:
            text += self._kept(f"{rest};unicode-range:{unicode_range(others)}", "block", icons.data)
        return text

    def _kept(self, declarations: str, display: str, data: bytes) -> str:
        return f'@font-face{{{declarations};font-display:{display};src:url("{self.keep(data)}") format("woff2")}}\n'


def _inline_face(declarations: str, font: IconFont, points: frozenset[int]) -> str:
    source = data_address("font/woff2", font.part(points))
    return (
        f"@font-face{{{declarations};unicode-range:{unicode_range(points)};font-display:block;"
        f'src:url("{source}") format("woff2")}}\n'
    )


def quoted(path: str) -> str:
    return quote(path, safe="/")
