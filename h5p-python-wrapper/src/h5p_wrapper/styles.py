"""Style sheets put one after the other: addresses written anew, imports taken in, nothing left open at the end."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

_MOST_IMPORTS = 4
_TOKEN = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"|(?P<import>@import\s+(?:url\(\s*)?(?P<iq>[\"']?)(?P<from>[^\"')\s;]{1,500})(?P=iq)\s*\)?(?P<media>[^;{}]{0,300})(?:;|\Z))"
    r"|(?P<charset>@charset\s+[\"'][^\"']{0,40}[\"']\s*;)"
    r"|url\(\s*(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<bare>[^\"')\s]*))\s*\)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<brace>[{}])",
    re.IGNORECASE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.\-]*:|//|/|#", re.IGNORECASE)
_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def combined_styles(path: str, text_of: Callable[[str], str], address: Callable[[str], str], _depth: int = 0) -> str:
    """The style sheet at ``path`` as it can stand in the middle of a bundle.

    ``address``: path of a file in the same library → its address. Raises what ``text_of`` raises for ``path``; an
    import that is not there is left out, as browsers do.
    """
    text, out, at, depth = text_of(path), [], 0, 0
    folder = posixpath.dirname(path)
    for found in _TOKEN.finditer(text):
        out.append(text[at : found.start()])
        at = found.end()
        if found["import"]:
            out.append(_imported(found["from"], found["media"].strip(), folder, text_of, address, _depth))
        elif found[0][:4].lower() == "url(":
            url = found["double"] or found["single"] or found["bare"] or ""
            out.append(f'url("{_rewritten(url, folder, address)}")')
        elif found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
            if depth < 0:
                depth = 0
            else:
                out.append(found["brace"])
        elif found["string"]:
            out.append(found["string"])
        # Comments are left out: licences stand in the library's own files, which a host serves as well.
    out.append(text[at:])
    return "".join(out).strip() + "}" * depth


def _imported(
    name: str,
    media: str,
    folder: str,
    text_of: Callable[[str], str],
    address: Callable[[str], str],
    depth: int,
) -> str:
    path = _inside(name, folder)
    if _ABSOLUTE.match(name) or path is None or depth >= _MOST_IMPORTS:
        return ""
    try:
        inner = combined_styles(path, text_of, address, depth + 1)
    except (KeyError, FileNotFoundError):
        return ""
    return f"@media {media}{{{inner}}}\n" if media else f"{inner}\n"


def _rewritten(url: str, folder: str, address: Callable[[str], str]) -> str:
    url = url.strip()
    if not url or _ABSOLUTE.match(url):
        # An address on another host would tell it who reads what.
        return "" if _HOST.match(url) else url.replace('"', "%22")
    place = re.split(r"[?#]", url, maxsplit=1)[0]
    path = _inside(unquote(place.replace("\\", "")), folder)
    return "" if path is None else (address(path) + url[len(place) :]).replace('"', "%22")


def _inside(name: str, folder: str) -> str | None:
    path = posixpath.normpath(posixpath.join(folder, name))
    return None if path.startswith(("../", "/")) or path in ("..", ".") else path
