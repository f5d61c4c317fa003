"""Plain words of a lesson's HTML, for paper. Pure."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_ENDS = {"p", "li", "h2", "h3", "h4", "ul", "ol", "div", "tr"}


def plain_lines(html: str) -> list[str]:
    """One line for each paragraph and each point of a list, without empty ones; a line break ends a line, too."""
    lines: list[list[str]] = [[]]
    _collect(BeautifulSoup(html, "html.parser"), lines)
    joined = (" ".join("".join(line).split()) for line in lines)
    return [line for line in joined if line]


def _collect(node: Tag, lines: list[list[str]]) -> None:
    for child in node.children:
        if isinstance(child, NavigableString):
            lines[-1].append(str(child))
        elif isinstance(child, Tag):
            if child.name in _ENDS or child.name == "br":
                lines.append([])
            _collect(child, lines)
            if child.name in _ENDS:
                lines.append([])
