"""Rich text back into the Markdown of packs: the way back from ``courses.packs.markdown``. Pure.

Whatever Markdown cannot say is left out; whoever calls reads the result again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from core.variables import PLACEHOLDER

_BLOCKS = {"p", "ul", "ol", "blockquote", "h2", "h3", "h4"}
_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|!(?=\[)")
_AT_START = re.compile(r"^(\s*)(?:(\d+)([.)])(?=\s|$)|([#>+-]|:(?=::)|=))")


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in ("br", "hr", "img", "embed"):
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _tree(html: str) -> _Node:
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.root


def to_markdown(html: str) -> str:
    """Paragraphs, lists, quotes."""
    return _blocks(_tree(html), _escaped)


def to_markdown_line(html: str, *, in_table: bool = False) -> str:
    """One line: a cell, the meaning of a word, a thing to do."""
    escape = _escaped_in_cell if in_table else _escaped
    text = " ".join(_inline(_tree(html), escape).replace("\\\n", " ").split())
    return _guarded(text)


def same_markup(html: str, other: str) -> bool:
    """Whether both say the same: <b> is <strong>, white space between blocks is none, identities of editors go."""
    return _essence(_tree(html)) == _essence(_tree(other))


def _blocks(node: _Node, escape: Callable[[str], str]) -> str:
    parts: list[str] = []
    run: list[_Node | str] = []
    bullet = "-"

    def flush() -> None:
        text = "\n".join(_guarded(line) for line in _inline(_Node("", {}, list(run)), escape).strip().split("\n"))
        if text:
            parts.append(text)
        run.clear()

    for child in node.children:
        if isinstance(child, str) or child.tag not in _BLOCKS:
            run.append(child)
            continue
        flush()
        if child.tag in ("ul", "ol"):
            bullet = "*" if bullet == "-" and parts and parts[-1].startswith(("- ", "1. ")) else "-"
            parts.append(_list(child, escape, bullet))
        elif child.tag == "blockquote":
            parts.append("\n".join(f"> {line}".rstrip() for line in _blocks(child, escape).split("\n")))
        else:
            run.extend(child.children)
            flush()
    flush()
    return "\n\n".join(parts)


def _list(node: _Node, escape: Callable[[str], str], bullet: str) -> str:
    items = [child for child in node.children if isinstance(child, _Node) and child.tag == "li"]
    loose = any(isinstance(child, _Node) and child.tag == "p" for item in items for child in item.children)
    start = int(node.attributes["start"]) if node.attributes.get("start", "").isdecimal() else 1
    lines = []
    for number, item in enumerate(items, start):
        ordered = f"{number}." if bullet == "-" else f"{number})"
        marker = f"{ordered} " if node.tag == "ol" else f"{bullet} "
        text = _blocks(item, escape) if loose else _blocks(item, escape).replace("\n\n", "\n")
        lines.append(
            marker + text.replace("\n", "\n" + " " * len(marker)).replace("\n" + " " * len(marker) + "\n", "\n\n")
        )
    return ("\n\n" if loose else "\n").join(lines)


_BREAK = "\\\n"
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


def _inline(node: _Node, escape: Callable[[str], str]) -> str:
    text = ""
    for child in node.children:
        is_after_break = text.endswith(_BREAK) and isinstance(child, str)
        text += _said(child.lstrip() if isinstance(child, str) and is_after_break else child, escape)
    return text


def _said(child: _Node | str, escape: Callable[[str], str]) -> str:
    if isinstance(child, str):
        return escape(child)
    if child.tag == "br":
        return _BREAK
    if child.tag == "code":
        return _code(child)
    inside = _inline(child, escape)
    if child.tag in _MARKS and inside.strip():
        before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        mark = _MARKS[child.tag]
        return f"{before}{mark}{inside.strip()}{mark}{after}"
    if child.tag == "a" and child.attributes.get("href"):
        return f"[{inside}]({_address(child.attributes['href'])})"
    return inside


def _address(href: str) -> str:
    """Brackets and blanks would end it."""
    if PLACEHOLDER.fullmatch(href):
        return href
    return href.replace(" ", "%20").replace("(", "\\(").replace(")", "\\)")


def _code(node: _Node) -> str:
    text = "".join(child for child in node.children if isinstance(child, str)).replace("\n", " ")
    ticks = "`"
    while ticks in text:
        ticks += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _escaped(text: str) -> str:
    """Only what would be read as a sign; variables stay as they are."""
    parts, end = [], 0
    for match in PLACEHOLDER.finditer(text):
        parts += [_SPECIAL.sub(r"\\\g<0>", text[end : match.start()]), match[0]]
        end = match.end()
    return "".join(parts) + _SPECIAL.sub(r"\\\g<0>", text[end:]).replace("\xa0", "&nbsp;")


def _escaped_in_cell(text: str) -> str:
    return _escaped(text).replace("|", "&#124;")


def _guarded(line: str) -> str:
    """A line that begins like a list, a heading or a container does not become one."""
    match = _AT_START.match(line)
    if match is None:
        return line
    if match[2]:
        return f"{match[1]}{match[2]}\\{line[match.start(3) :]}"
    return f"{match[1]}\\{line[match.start(4) :]}"


_SAME = {"b": "strong", "i": "em"}


def _mark(tag: str, inside: list[object]) -> list[object]:
    """White space at its edges stands outside of it, as Markdown wants it."""
    before = after = ""
    if inside and isinstance(inside[0], str):
        inside[0], before = inside[0].lstrip(), " " * inside[0].startswith(" ")
    if inside and isinstance(inside[-1], str):
        inside[-1], after = inside[-1].rstrip(), " " * inside[-1].endswith(" ")
    return [each for each in (before, [tag, inside], after) if each]


def _essence(node: _Node) -> list[object]:
    said: list[object] = []
    blocks = any(isinstance(child, _Node) and child.tag in _BLOCKS | {"li"} for child in node.children)
    for child in node.children:
        if isinstance(child, str):
            text = re.sub(r"[ \t\r\n]+", " ", child)
            said.append(text.strip() if blocks else text)
        elif child.tag == "br":
            said.append(["br"])
        elif child.tag in _MARKS:
            said += _mark(_SAME.get(child.tag, child.tag), _essence(child))
        else:
            kept = [child.attributes[name] for name in ("href", "start") if name in child.attributes]
            said.append([child.tag, kept, _essence(child)])
    joined: list[object] = []
    for each in said:
        if isinstance(each, str) and joined and isinstance(joined[-1], str):
            joined[-1] = re.sub(" +", " ", f"{joined[-1]}{each}")
        elif isinstance(each, str) and joined and joined[-1] == ["br"]:
            joined.append(each.lstrip())
        else:
            joined.append(each)
    if node.tag in _BLOCKS | {"li", ""}:
        if joined and isinstance(joined[0], str):
            joined[0] = joined[0].lstrip()
        if joined and isinstance(joined[-1], str):
            joined[-1] = joined[-1].rstrip()
    return [each for each in joined if each != ""]
