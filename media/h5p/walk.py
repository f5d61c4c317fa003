"""What a filtered content holds in its depth: media from elsewhere, and who made its parts under which licence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

_KINDS = {"image", "video", "audio"}


def objects(params: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object with its place as a JSON pointer; outer ones first."""
    waiting: list[tuple[str, Any]] = [(where, params)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, Mapping):
            yield place, value
            waiting += [(f"{place}/{key}", inner) for key, inner in reversed(list(value.items()))]
        elif isinstance(value, list):
            waiting += [(f"{place}/{number}", inner) for number, inner in reversed(list(enumerate(value)))]


def external_media(params: Any) -> list[dict[str, str]]:
    """Files whose path is an address: what a phone would ask of another host. Each address once."""
    found: dict[str, dict[str, str]] = {}
    for place, value in objects(params):
        url = value.get("path")
        if not isinstance(url, str) or not url.lower().startswith(("http://", "https://", "//")):
            continue
        host = _host(url)
        if host and url not in found:
            kind = str(value.get("mime", "")).split("/")[0].lower()
            found[url] = {"url": url, "host": host, "kind": kind if kind in _KINDS else "file", "where": place}
    return list(found.values())


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:  # an address that is none
        return ""


def rights_of_parts(params: Any) -> list[str]:
    """“Title, author (licence)” of each picture, sound or part that says so; each once."""
    said = {}
    for _place, value in objects(params):
        for name in ("copyright", "metadata"):
            notes = value.get(name)
            if isinstance(notes, Mapping) and (line := _line(notes)):
                said[line] = None
    return list(said)


def _line(notes: Mapping[str, Any]) -> str:
    licence = f"{notes.get('license', 'U')} {notes.get('version') or notes.get('licenseVersion') or ''}".strip()
    authors = notes.get("authors")
    names = (
        [str(each.get("name", "")) for each in authors if isinstance(each, Mapping)]
        if isinstance(authors, list)
        else []
    )
    author = ", ".join(filter(None, [str(notes.get("author") or ""), *names]))
    if licence.startswith("U") and not author:
        return ""
    what = ", ".join(filter(None, [str(notes.get("title") or ""), author, str(notes.get("source") or "")]))
    return f"{what} ({licence})" if what else licence
