"""The body of a lesson file: Markdown with ``::: name`` containers, split into pieces with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from core.variables import PLACEHOLDER

_OPEN = re.compile(r"^:::\s*(\w+)\s*(.*?)\s*$")
_CLOSE = re.compile(r"^:::\s*$")
_LINK = re.compile(r"(https?://[^\s]+|tel:[+\d-]+)")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$")

IMAGE_LINE = re.compile(r'^!\[(?P<alt>[^\]]*)\]\((?P<path>[^\s)]+)(?:\s+"(?P<caption>[^"]*)")?\)$')
LIST_ITEM = re.compile(r"^(?:\d+\.|[-*])\s+(.*)$")
TASK_ITEM = re.compile(r"^- \[ \] (?P<text>.+?)\s*\{#(?P<id>[a-z0-9-]+)\}$")


@dataclass(frozen=True)
class Piece:
    """A run of the body: plain Markdown (``name`` empty) or the inside of one container."""

    name: str
    argument: str
    text: str
    line: int  # of the first line of ``text``


class Unclosed(ValueError):
    def __init__(self, name: str, line: int) -> None:
        super().__init__(name)
        self.name = name
        self.line = line


def split_containers(body: str, first_line: int) -> Iterator[Piece]:
    """Yield the pieces in order. Raises Unclosed for a container without its end; none lies in another."""
    plain: list[str] = []
    inside: list[str] | None = None
    name = argument = ""
    start = opened = first_line
    for number, line in enumerate(body.split("\n"), first_line):
        if inside is None:
            if match := _OPEN.match(line):
                if "".join(plain).strip():
                    yield Piece("", "", "\n".join(plain), start)
                name, argument, inside, opened = match[1], match[2], [], number
            else:
                plain.append(line)
        elif _CLOSE.match(line):
            yield Piece(name, argument, "\n".join(inside), opened + 1)
            plain, inside, start = [], None, number + 1
        elif _OPEN.match(line):
            raise Unclosed(name, opened)
        else:
            inside.append(line)
    if inside is not None:
        raise Unclosed(name, opened)
    if "".join(plain).strip():
        yield Piece("", "", "\n".join(plain), start)


class _Markdown(MarkdownIt):
    """CommonMark without raw HTML, images and headings; links to https, http, tel and variables only."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.disable(["image", "html_block", "html_inline", "heading", "lheading", "hr", "fence", "code"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return bool(_LINK.fullmatch(url) or PLACEHOLDER.fullmatch(url))

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url if PLACEHOLDER.fullmatch(url) else super().normalizeLink(url)


_markdown = _Markdown()


def to_html(text: str) -> str:
    """Block-level HTML: p, ul, ol, li, strong, em, a, code, blockquote, br."""
    return _markdown.render(text).strip()


def to_inline_html(text: str) -> str:
    return _markdown.renderInline(" ".join(text.split()))


def list_items(text: str, first_line: int) -> Iterator[tuple[str, int]]:
    """Items of a flat list: what stands indented below an item belongs to it."""
    item: list[str] = []
    line_of_item = first_line
    for number, line in enumerate(text.split("\n"), first_line):
        match = LIST_ITEM.match(line)
        if match:
            if item:
                yield "\n".join(item).strip(), line_of_item
            item, line_of_item = [match[1]], number
        elif line.strip() and not item:
            item, line_of_item = [line], number
        elif item:
            item.append(line.strip())
    if item:
        yield "\n".join(item).strip(), line_of_item


def table_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Cells of a pipe table as inline HTML, header first; rows of unequal length are the caller's to refuse."""
    rows = []
    for line in text.strip().split("\n"):
        if not line.strip() or _TABLE_RULE.match(line.strip()):
            continue
        cells = line.strip().strip("|").split("|")
        rows.append(tuple(to_inline_html(cell) for cell in cells))
    return tuple(rows)
