"""Formatted text as few plain marks, for a phone's keyboard and without a script.

``__bold__``, ``_slanted_``, ``[words](https://…)``, ``- `` and ``1. `` for lists, ``## `` and ``### `` for headings; an
empty line begins a paragraph. A star means nothing here: content types use it for their own (``*gap*``).

There is no way to escape a mark. What these marks cannot say stays HTML: see ``can_say``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from html.parser import HTMLParser

_BOLD = re.compile(r"(?<![\w_])__(?=[^\s_])([^<>\n]*?[^\s_])__(?![\w_])")
_SLANTED = re.compile(r"(?<![\w_])_(?=[^\s_])([^<>\n_]*?[^\s_]|[^\s_])_(?![\w_])")
_LINK = re.compile(r"\[([^\[\]\n<>]+)\]\((https?://[^\s()<>\"']+|mailto:[^\s()<>\"']+)\)")
_HEADING = re.compile(r"(#{2,3}) (.+)")
_BULLET = re.compile(r"[-•] (.+)")
_NUMBERED = re.compile(r"\d{1,3}\. (.+)")
_SAME = {"b": "strong", "i": "em", "p": "div"}
_INLINE = {"strong", "em", "a", "br"}
_BLOCKS = {"div", "h2", "h3", "ul", "ol", "li"}


def to_html(text: str, *, block: str = "div") -> str:
    """``block``: the element of a paragraph, ``p`` or ``div``. Nothing else than the marks becomes an element."""
    found: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip("\n")):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        found += _blocks(lines, block)
    return "".join(found)


def _blocks(lines: list[str], block: str) -> list[str]:
    found: list[str] = []
    plain: list[str] = []
    items: list[str] = []
    of = ""

    def end() -> None:
        nonlocal of
        if plain:
            found.append(f"<{block}>{'<br />'.join(plain)}</{block}>")
        if items:
            found.append(f"<{of}>{''.join(f'<li>{item}</li>' for item in items)}</{of}>")
        plain.clear()
        items.clear()
        of = ""

    for line in lines:
        bullet, numbered, heading = _BULLET.fullmatch(line), _NUMBERED.fullmatch(line), _HEADING.fullmatch(line)
        kind = "ul" if bullet else "ol" if numbered else ""
        if kind != of or heading:
            end()
        if heading:
            level = len(heading[1])
            found.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        elif bullet or numbered:
            of = kind
            items.append(_inline((bullet or numbered)[1]))  # type: ignore[index]
        else:
            plain.append(_inline(line))
    end()
    return found


def _inline(text: str) -> str:
    said = escape(text, quote=False)
    said = _LINK.sub(lambda m: f'<a href="{m[2]}">{m[1]}</a>', said)
    parts = re.split(r"(<a href=\"[^\"]*\">|</a>)", said)  # an address keeps its underscores
    return "".join(
        part if part.startswith("<") else _SLANTED.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", part))
        for part in parts
    )


def to_marks(html: str) -> str | None:
    """The marks that say the same, or ``None`` where they cannot."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = reader.text()
    return text if text is not None and _canonical(to_html(text)) == _canonical(html) else None


def can_say(tags: Collection[str] | None) -> dict[str, bool]:
    """Which marks a field takes, by the elements that it allows."""
    allowed = set(tags or ())
    return {
        "bold": bool(allowed & {"strong", "b"}),
        "slanted": bool(allowed & {"em", "i"}),
        "link": "a" in allowed,
        "list": "ul" in allowed,
        "numbered": "ol" in allowed,
        "heading": bool(allowed & {"h2", "h3"}),
    }


class _Reader(HTMLParser):
    """Writes down marks; whatever it does not know makes the whole unsayable."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = [""]
        self._open: list[str] = []
        self._links: list[str] = []
        self._lists: list[list[str]] = []
        self._unsayable = False

    def text(self) -> str | None:
        if self._unsayable or self._open:
            return None
        return "\n\n".join(block.strip(" ") for block in self._blocks if block.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _SAME.get(tag, tag)
        href = dict(attrs).get("href") or "" if tag == "a" else ""
        if tag not in _INLINE | _BLOCKS or (attrs and not (tag == "a" and len(attrs) == 1 and href)):
            self._unsayable = True
            return
        if tag == "br":
            self._blocks[-1] += "\n"
            return
        self._open.append(tag)
        if tag in ("strong", "em"):
            self._blocks[-1] += "__" if tag == "strong" else "_"
        elif tag == "a":
            self._links.append(href)
            self._blocks[-1] += "["
        elif tag in ("ul", "ol"):
            self._unsayable |= bool(self._lists)  # lists within lists
            self._lists.append([])
            self._blocks.append("")
        elif tag == "li":
            self._unsayable |= not self._lists
            self._blocks.append("")
        else:
            self._unsayable |= len(self._open) > 1
            self._blocks.append({"h2": "## ", "h3": "### "}.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        tag = _SAME.get(tag, tag)
        if tag == "br":
            return
        if not self._open or self._open.pop() != tag:
            self._unsayable = True
            return
        if tag in ("strong", "em"):
            self._blocks[-1] += "__" if tag == "strong" else "_"
        elif tag == "a":
            self._blocks[-1] += f"]({self._links.pop()})"
        elif tag == "li" and self._lists:
            self._lists[-1].append(self._blocks.pop().strip())
        elif tag in ("ul", "ol") and self._lists:
            items = self._lists.pop()
            self._blocks.append(
                "\n".join(f"- {item}" if tag == "ul" else f"{number}. {item}" for number, item in enumerate(items, 1))
            )
            self._blocks.append("")
        elif tag in _BLOCKS:
            self._blocks.append("")

    def handle_data(self, data: str) -> None:
        self._blocks[-1] += re.sub(r"[ \t\r\n]+", " ", data) if data.strip(" \t\r\n") else " " if data else ""

    def handle_comment(self, data: str) -> None:
        self._unsayable = True

    def handle_decl(self, decl: str) -> None:
        self._unsayable = True

    def handle_pi(self, data: str) -> None:
        self._unsayable = True

    def unknown_decl(self, data: str) -> None:
        self._unsayable = True


def _canonical(html: str) -> str:
    """One spelling of HTML that is shown alike: to compare, not to keep."""
    said = re.sub(r"<br\s*/?>", "<br>", html, flags=re.IGNORECASE)
    said = re.sub(
        r"<(/?)([a-zA-Z][\w]*)", lambda m: f"<{m[1]}{_SAME.get(m[2].lower(), m[2].lower())}", said, flags=re.ASCII
    )
    said = re.sub(r"[ \t\r\n]+", " ", said)
    said = re.sub(r" ?(</?(?:div|h2|h3|ul|ol|li)>|<br>) ?", r"\1", said)
    said = said.replace("<br></div>", "</div>").replace("<div></div>", "").strip()
    if not re.match(r"<(div|h2|h3|ul|ol)\b", said):
        said = f"<div>{said}</div>" if said else ""
    return unescape(re.sub(r"&(?:lt|#0*60);", "&amp;lt;", said))
