"""What a content would load from other hosts: they learn who reads it and when, and it fails where they are blocked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from h5p_wrapper.media_files import MAX_DEPTH, file_references, pointer_step

_TAG = re.compile(r"<(img|video|audio|source|track|iframe|embed)\b([^<>]{0,4000})>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s{0,9}=\s{0,9}[\"']?((?:https?:)?//[^\"'\s]{1,2000})", re.IGNORECASE)
_KIND_OF_TAG = {"img": "image", "video": "video", "audio": "audio", "iframe": "frame", "embed": "frame"}
# Content types that load an address from a text field: library → names of the fields.
_FRAMES = {"H5P.IFrameEmbed": ("source",), "H5P.TwitterUserFeed": (), "H5P.GoogleMap": ()}


@dataclass(frozen=True)
class External:
    """``kind``: ``image``, ``video``, ``audio``, ``file`` or ``frame``. ``where``: JSON pointer in the params.

    ``host`` is in lower case, without port; empty where the address cannot be read.
    """

    url: str
    host: str
    kind: str
    where: str

    def as_json(self) -> dict[str, str]:
        return {"url": self.url, "host": self.host, "kind": self.kind, "where": self.where}


def externals(params: Any, main: str = "") -> list[External]:
    """In the order of the content, each address and place once. Links that a reader may follow are not meant.

    ``main``: the machine name of the main library, for types that load a page by themselves.
    """
    found = [
        _external(each.path, each.mime.partition("/")[0], each.where)
        for each in file_references(params)
        if each.is_external
    ]
    for text, where, library, name in _texts(params, main):
        if name in _FRAMES.get(library, ()) and re.match(r"(?:https?:)?//", text, re.IGNORECASE):
            found.append(_external(html.unescape(text), "frame", where))
        found.extend(
            _external(html.unescape(source[1]), _KIND_OF_TAG.get(tag[1].lower(), "file"), where)
            for tag in _TAG.finditer(text)
            if (source := _SOURCE.search(tag[2]))
        )
    return list(dict.fromkeys(found))


def _external(url: str, kind: str, where: str) -> External:
    # Videos of YouTube and the like are “video/YouTube”; what has no kind of its own is a file.
    return External(url, _host(url), kind if kind in ("image", "video", "audio", "frame") else "file", where)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _texts(params: Any, main: str) -> Iterator[tuple[str, str, str, str]]:
    """(text, where, machine name of the library around, name of its field)"""
    waiting: list[tuple[Any, str, str, str, int]] = [(params, "", main, "", 0)]
    while waiting:
        value, where, library, name, depth = waiting.pop()
        if isinstance(value, str):
            yield value, where, library, name
        elif depth >= MAX_DEPTH:
            continue
        elif isinstance(value, Mapping):
            written = value.get("library")
            inside = written.split(" ")[0] if isinstance(written, str) and "params" in value else library
            waiting.extend(
                (each, f"{where}/{pointer_step(key)}", inside, str(key), depth + 1)
                for key, each in reversed(list(value.items()))
            )
        elif isinstance(value, list):
            waiting.extend(
                (each, f"{where}/{at}", library, name, depth + 1) for at, each in reversed(list(enumerate(value)))
            )
