"""Rich text as H5P lets it through: named elements, harmless attributes, a few styles.

The rules are those of the H5P core (elements a field names plus those that belong to them; ``http``, ``https``,
``ftp`` and ``mailto`` addresses; styles by kind). Where the core is lossy or lets a second reading change the text,
this one is stricter with addresses and kinder to words: see docs/filtering.md. Filtering twice is filtering once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable
from html.entities import name2codepoint

_ALWAYS = ("div", "span", "p", "br")
_WITH_TABLE = ("tr", "td", "th", "colgroup", "col", "thead", "tbody", "tfoot", "figure", "figcaption")
_STYLED = frozenset(("span", "p", "div", "h1", "h2", "h3", "table", "col", "figure", "td", "th", "li"))
# Their children would be read as something else than text, whatever a content type asks for.
_NEVER = frozenset(("script", "style", "iframe", "object", "embed", "template", "noscript", "base", "meta", "link"))
_PROTOCOLS = frozenset(("ftp", "http", "https", "mailto"))
# People's words: a colon in them is no protocol.
_WORDS = frozenset(("alt", "title", "aria-label", "abbr", "summary"))

_COLOUR = r"(#[a-f0-9]{3}([a-f0-9]{3})?|rgba?\([0-9, .]{1,40}\)|hsla?\([0-9,.% ]{1,40}\))"
_LINE = r"(none|solid|dotted|dashed|double|groove|ridge|inset|outset)"
_SIZE = r"[0-9.]{1,12}(em|px|%|)"
_FONT_STYLES = {
    "size": r"font-size: *[0-9.]{1,12}(em|px|%)",
    "family": r"font-family: *[-a-z0-9,'&; ]{1,200}",
    "color": rf"color: *{_COLOUR}",
    "background": rf"background-color: *{_COLOUR}",
    "spacing": r"letter-spacing: *[0-9.]{1,12}(em|px|%)",
    "height": rf"line-height: *{_SIZE}",
}
_TABLE_STYLES = (
    rf"border: *{_SIZE} *{_LINE} *{_COLOUR}",
    rf"border-style: *{_LINE}",
    rf"border-width: *{_SIZE}",
    rf"border-color: *{_COLOUR}",
    r"vertical-align: *(middle|top|bottom)",
    rf"padding: *{_SIZE}",
    rf"width: *{_SIZE}",
    rf"height: *{_SIZE}",
    r"float: *(right|left|none)",
    r"border-collapse: *collapse",
    rf"background-color: *{_COLOUR}",
)
_ALIGN = r"text-align: *(center|left|right)"

_SURROGATE = re.compile("[\0\ud800-\udfff]")
_ENTITY = re.compile(r"&(?!#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{0,40};)")
_PLAIN_ENTITY = re.compile(r"&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{0,40});)?")
_ANGLE = re.compile(r"[<>]")
_TAG = re.compile(r"<\s*(/?)\s*([a-zA-Z0-9\-]+)")
_NAME = re.compile(r"[-a-zA-Z]+")
_EQUALS = re.compile(r"\s*=\s*")
_SPACE = re.compile(r"\s+")
_VALUE = re.compile(r"\"([^\"]*)\"(?:\s+|\Z)|'([^']*)'(?:\s+|\Z)|([^\s\"']+)(?:\s+|\Z)")
_MALFORMED = re.compile(r"(?:\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|\S)*\s*")


def escape(text: str) -> str:
    """As plain text in HTML; what is an entity already stays one, so that escaping twice is escaping once."""
    text = _SURROGATE.sub("", text)
    text = _PLAIN_ENTITY.sub(_kept_entity, text)
    return text.replace('"', "&quot;").replace("'", "&#039;").replace("<", "&lt;").replace(">", "&gt;")


def escape_written(text: str) -> str:
    """What a person wrote, as plain text in HTML: “&lt;” means these four characters, and escaping twice is two."""
    return escape(text.replace("&", "&amp;"))


def _kept_entity(found: re.Match[str]) -> str:
    if found[1] is None:
        return "&amp;"
    return found[0] if found[2] is None or found[2] in name2codepoint else "&amp;" + found[1]


class HtmlFilter:
    """``tags``: the elements a field names; ``fonts``: its kinds of font style (``size``, ``color`` …)."""

    def __init__(self, tags: Iterable[str], fonts: Collection[str] = ()) -> None:
        named = {tag.lower() for tag in tags}
        allowed = {*_ALWAYS, *named}
        if "table" in named:
            allowed.update(_WITH_TABLE)
        for tag, other in (("b", "strong"), ("i", "em"), ("ul", "li"), ("ol", "li"), ("del", "s"), ("strike", "s")):
            if tag in named:
                allowed.add(other)
        self.tags = frozenset(allowed - _NEVER)
        styles = [_FONT_STYLES[font] for font in sorted(fonts) if font in _FONT_STYLES]
        styles += _TABLE_STYLES if "table" in named else ()
        self._style = re.compile(rf"(?:{'|'.join([*styles, _ALIGN])}) *\Z", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        text = _SURROGATE.sub("", text)
        for _ in range(4):
            again = self._once(text)
            if again == text:
                return text
            text = again
        # Nothing legitimate gets here: each round of a text that keeps changing takes something away.
        return text if self._once(text) == text else escape(text)

    def _once(self, text: str) -> str:
        text = _ENTITY.sub("&amp;", text)
        parts: list[str] = []
        at, last_comment_end = 0, text.rfind("-->")
        while found := _ANGLE.search(text, at):
            start = found.start()
            parts.append(text[at:start])
            if found[0] == ">":
                parts.append("&gt;")
                at = start + 1
                continue
            if not re.match(r"[a-zA-Z!/]", text[start + 1 : start + 2]):
                parts.append("&lt;")
                at = start + 1
                continue
            is_comment = text.startswith("<!--", start) and start < last_comment_end
            end = text.index("-->", start) + 3 if is_comment else text.find(">", start) + 1 or len(text)
            parts.append(self._tag(text[start:end]))
            at = end
        return "".join([*parts, text[at:]])

    def _tag(self, tag: str) -> str:
        found = _TAG.match(tag)
        if not found or found[2].lower() not in self.tags:
            return ""
        if found[1]:
            return f"</{found[2]}>"
        rest = tag[found.end() :].removesuffix(">").strip()
        closed = rest.endswith("/")
        rest = rest[:-1].rstrip() if closed else rest
        attributes = "".join(f" {each}" for each in self._attributes(rest, found[2].lower()))
        return f"<{found[2]}{attributes}{' /' if closed else ''}>"

    def _attributes(self, text: str, tag: str) -> Iterable[str]:
        at, seen = 0, set()
        while at < len(text):
            name_found = _NAME.match(text, at)
            if not name_found:
                at = self._after_malformed(text, at)
                continue
            name, at = name_found[0].lower(), name_found.end()
            equals = _EQUALS.match(text, at)
            if not equals:
                space = _SPACE.match(text, at)
                if space or at == len(text):
                    at = space.end() if space else at
                    if self._takes(name) and name not in seen:
                        seen.add(name)
                        yield name
                else:
                    at = self._after_malformed(text, at)
                continue
            value_found = _VALUE.match(text, equals.end())
            if not value_found:
                at = self._after_malformed(text, equals.end())
                continue
            at = value_found.end()
            value = html.unescape(next((each for each in value_found.groups() if each is not None), ""))
            written = self._attribute(name, value, tag)
            if written and name not in seen:
                seen.add(name)
                yield written

    @staticmethod
    def _after_malformed(text: str, at: int) -> int:
        found = _MALFORMED.match(text, at)
        return max(found.end() if found else 0, at + 1)

    @staticmethod
    def _takes(name: str) -> bool:
        return not (name in ("style", "srcdoc") or name.startswith(("on", "-")) or len(name) > 96)

    def _attribute(self, name: str, value: str, tag: str) -> str:
        if name == "style" and tag in _STYLED:
            styles = self._styles(value)
            return f'style="{html.escape(styles, quote=False)}"' if styles else ""
        if not self._takes(name):
            return ""
        kept = _SURROGATE.sub("", value if name in _WORDS else safe_address(value))
        return f'{name}="{html.escape(kept, quote=True)}"'

    def _styles(self, value: str) -> str:
        kept: list[str] = []
        for each in value.replace('"', "'").split(";"):
            style = each.strip()
            if style and style not in kept and self._style.match(style):
                kept.append(style)
        return "".join(f"{each};" for each in kept)


def safe_address(address: str) -> str:
    """The address without protocols other than ``http``, ``https``, ``ftp`` and ``mailto``; relative ones stay."""
    start = 0
    while (colon := address.find(":", start)) > start:
        protocol = address[start:colon]
        if re.search(r"[/?#]", protocol) or protocol.lower() in _PROTOCOLS:
            break
        start = colon + 1
    return address[start:]
