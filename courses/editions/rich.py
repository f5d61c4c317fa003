"""An editor's HTML as plain data that a typesetter takes: paragraphs and lists of runs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

# {"t": words} with "b", "i", "c" where bold, italic or code, and "a": address
Run = dict[str, Any]
# {"is": "par", "runs": […]} or {"is": "list", "ordered": …, "items": [[Block, …], …]}
Block = dict[str, Any]
_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "code": "c"}
_HEADINGS = ("h2", "h3", "h4")


def blocks_of(html: str) -> list[Block]:
    return list(_blocks(BeautifulSoup(html, "html.parser")))


def runs_of(html: str) -> list[Run]:
    """Everything in one line."""
    return _trimmed(_runs(BeautifulSoup(html, "html.parser"), {}))


def _blocks(node: Tag) -> Iterator[Block]:
    loose: list[Run] = []
    for child in node.children:
        name = child.name if isinstance(child, Tag) else ""
        if isinstance(child, Tag) and name in ("p", "ul", "ol", "div", *_HEADINGS):
            yield from _paragraph(loose)
            loose = []
            yield from _block(child)
        elif isinstance(child, Tag) and name == "br":
            yield from _paragraph(loose)
            loose = []
        elif isinstance(child, Tag):
            loose += _runs(child, _style(child, {}))
        elif isinstance(child, NavigableString):
            loose.append({"t": str(child)})
    yield from _paragraph(loose)


def _block(tag: Tag) -> Iterator[Block]:
    if tag.name in ("ul", "ol"):
        items = [list(_blocks(item)) for item in tag.find_all("li", recursive=False)]
        yield {"is": "list", "ordered": tag.name == "ol", "items": items}
    elif tag.name in _HEADINGS:
        yield from _paragraph(list(_runs(tag, {"b": True})))
    else:
        yield from _blocks(tag)


def _paragraph(runs: list[Run]) -> Iterator[Block]:
    if said := _trimmed(runs):
        yield {"is": "par", "runs": said}


def _runs(node: Tag, style: Run) -> list[Run]:
    found: list[Run] = []
    for child in node.children:
        if isinstance(child, Tag):
            found += [{"t": " "}] if child.name == "br" else _runs(child, _style(child, style))
        elif isinstance(child, NavigableString):
            found.append({"t": str(child), **style})
    return found


def _style(tag: Tag, style: Run) -> Run:
    if mark := _MARKS.get(tag.name):
        return {**style, mark: True}
    return {**style, "a": str(tag.get("href", ""))} if tag.name == "a" else style


def _trimmed(runs: list[Run]) -> list[Run]:
    """White space as a browser shows it: runs of it are one, none at the ends."""
    joined: list[Run] = []
    for run in runs:
        text = " ".join(f"x{run['t']}x".split())[1:-1]
        if joined and joined[-1]["t"].endswith(" "):
            text = text.lstrip(" ")
        if text:
            joined.append({**run, "t": text})
    if joined:
        joined[0]["t"] = joined[0]["t"].lstrip(" ")
        joined[-1]["t"] = joined[-1]["t"].rstrip(" ")
    return [run for run in joined if run["t"]]
