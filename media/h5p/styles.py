"""Style sheets of libraries joined into one: addresses that hold wherever the sheet lies, fonts as light as they get."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote, unquote

from media.h5p.icon_fonts import IconFont, as_woff2, data_address, icon_font, unicode_range

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"@import\s+(?:url\(\s*)?[\"']?([^\"')\s;]+)[\"']?\s*\)?[^;]*;")
_CHARSET = re.compile(r"@charset[^;]*;")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_URL = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"'\s]*))\s*\)")
_DECLARATION = re.compile(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^)]*\))+")
_OF_OURS = re.compile(r"\s*(?:src|font-display|unicode-range)\s*:")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NOTHING = "data:,"  # in place of what is not there, or not ours: no request, no complaint
_MOST_IMPORTS = 5  # deep
_FONTS = (".woff2", ".woff", ".ttf", ".otf")  # best first


class Source(Protocol):
    """Where a style sheet comes from: the core, or a library."""

    text_fonts: bool  # its fonts of letters are sent; the core's weigh 50 to 120 kB each and a phone has its own

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
        joined.text += _sheet(source, path, used, keep, joined.faces, depth=0) + "\n"
    for face in before:
        more = (used & face.font.points) - face.sent
        if more:
            joined.text += _inline_face(face.declarations, face.font, more)
    return joined


def _sheet(
    source: Source, path: str, used: frozenset[int], keep: Callable[[bytes], str], faces: list[Face], depth: int
) -> str:
    data = source.read(path)
    if data is None or depth > _MOST_IMPORTS:
        return ""
    text = _CHARSET.sub("", _COMMENT.sub("", data.decode("utf-8-sig", errors="replace")))

    def imported(url: str) -> str:
        found = _inside(path, url)
        return _sheet(source, found, used, keep, faces, depth + 1) if found else ""

    def face(match: re.Match[str]) -> str:
        return _face(source, path, match[1], used, keep, faces)

    def address(match: re.Match[str]) -> str:
        return f'url("{_address(source, path, match[1] or match[2] or match[3] or "")}")'

    parts = _IMPORT.split(text)  # text, address of an import, text, …
    text = "".join(
        imported(part) if number % 2 else _with_addresses(part, face, address) for number, part in enumerate(parts)
    )
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def _with_addresses(text: str, face: Callable[[re.Match[str]], str], address: Callable[[re.Match[str]], str]) -> str:
    pieces, end = [], 0
    for match in _FACE.finditer(text):
        pieces += [_URL.sub(address, text[end : match.start()]), face(match)]
        end = match.end()
    return "".join([*pieces, _URL.sub(address, text[end:])])


def _address(source: Source, sheet: str, url: str) -> str:
    if url.startswith(("data:", "#")):
        return url.replace('"', "%22")
    found = _inside(sheet, url)
    return source.address(found) if found and source.read(found) is not None else _NOTHING


def _inside(sheet: str, url: str) -> str | None:
    """The path that an address in ``sheet`` means; ``None`` when it leads elsewhere."""
    if not url or _ELSEWHERE.match(url) or url.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), unquote(re.split(r"[?#]", url)[0])))
    return None if path.startswith("../") or path in (".", "..") else path


def _face(
    source: Source, sheet: str, body: str, used: frozenset[int], keep: Callable[[bytes], str], faces: list[Face]
) -> str:
    """The declarations as they are, with one file: the smallest format there is."""
    if "url(data:" in re.sub(r"[\"'\s]", "", body):
        return f"@font-face{{{body}}}\n"
    paths = [_inside(sheet, double or single or bare) for double, single, bare in _URL.findall(body)]
    fitting = [path for ending in _FONTS for path in paths if path and path.lower().endswith(ending)]
    files = ((path, source.read(path)) for path in fitting)
    data = next((data for _path, data in files if data is not None), None)
    if data is None:
        return ""
    rest = ";".join(part.strip() for part in _DECLARATION.findall(body) if part.strip() and not _OF_OURS.match(part))
    try:
        icons = icon_font(data)
        if icons is None:
            return (
                f'@font-face{{{rest};font-display:swap;src:url("{keep(as_woff2(data))}") format("woff2")}}\n'
                * source.text_fonts
            )
    except ValueError:
        return ""  # no browser would show it either
    sent = used & icons.points
    faces.append(Face(rest, icons, sent))
    others = icons.points - sent
    text = _inline_face(rest, icons, sent) if sent else ""
    if others:
        text += (
            f'@font-face{{{rest};font-display:block;src:url("{keep(icons.data)}") format("woff2");'
            f"unicode-range:{unicode_range(others)}}}\n"
        )
    return text


def _inline_face(declarations: str, font: IconFont, points: frozenset[int]) -> str:
    source = data_address("font/woff2", font.part(points))
    return (
        f'@font-face{{{declarations};font-display:block;src:url("{source}") format("woff2");'
        f"unicode-range:{unicode_range(points)}}}\n"
    )


def quoted(path: str) -> str:
    return quote(path, safe="/")
