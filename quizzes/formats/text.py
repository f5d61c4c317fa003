"""Bytes into text, foreign markup into the bank's rich text or into plain words."""

from __future__ import annotations

import codecs
import re
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt

from quizzes.formats.model import MAX_TEXT, FileRefused, NotTaken, _n

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_ENCODING = _n("The file is not in UTF-8. It was read as Windows-1252: look whether every letter is right.")
TOO_MUCH = _n("It is longer than {limit} characters.")
NOT_TEXT = _n("This is no text file that we can read.")

_KEPT = {"p", "br", "b", "i", "code", "ol", "ul", "li"}
_RENAMED = {"strong": "b", "em": "i", "div": "p", "blockquote": "p", "pre": "p", "tr": "p", "caption": "p"} | {
    f"h{level}": "p" for level in range(1, 7)
}
# What says something that the bank's rich text cannot say; its words stay.
_LOST = re.compile(r"<(table|a|audio|video|iframe|object|embed|svg|math|script|sub|sup|form|s|del|u)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^>]*)>")
_EMPTY = re.compile(r"<(p|b|i|code|li|ol|ul)>(?:\s|&nbsp;|<br>)*</\1>")
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_BREAKS = re.compile(r"(?<!\s)\s*(?:<br\s*/?>|</(?:p|div|li|h[1-6]|tr|pre|blockquote)>)\s*", re.IGNORECASE)
_BLOCK = re.compile(r"<(p|ul|ol)>.*?</\1>", re.DOTALL)
_markdown = MarkdownIt("commonmark", {"html": False})


def decode(data: bytes) -> tuple[str, str]:
    """The text, and a note's template where its encoding had to be guessed. Raises FileRefused."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding), ""
    if guess := _utf16_without_mark(data):
        return _decoded(data, guess), ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _plausible(data.decode("cp1252", errors="replace")), OLD_ENCODING
    return _plausible(text), ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _plausible(data.decode(encoding))
    except UnicodeDecodeError:
        raise FileRefused(NOT_TEXT) from None


def _utf16_without_mark(data: bytes) -> str:
    start = data[:400]
    if len(start) < 4 or start.count(0) * 3 < len(start):
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _plausible(text: str) -> str:
    if "\0" in text:
        raise FileRefused(NOT_TEXT)
    return tidy(text)


_NO_LETTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def tidy(text: str) -> str:
    """Line ends as one, without characters that are none and that no XML may hold."""
    return _NO_LETTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Plain words as HTML: an empty line parts paragraphs."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", tidy(text))]
    return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part)


def to_html(text: str, form: str) -> str:
    """Text in one of Moodle's four formats as HTML, not yet clean. Raises NotTaken for more than MAX_TEXT."""
    check_length(text)
    match form:
        case "html":
            return text
        case "markdown":
            return str(_markdown.render(text))
        case "plain" | "plain_text":
            return paragraphs(text)
    return text if re.search(r"<(p|div|ul|ol|table)\b", text, re.IGNORECASE) else text.strip().replace("\n", "<br>")


def check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise NotTaken(TOO_MUCH, limit=MAX_TEXT)


def to_plain(text: str, form: str, *, lines: bool = True) -> str:
    """The words alone, over several lines or in one. Raises NotTaken for more than MAX_TEXT."""
    check_length(text)
    if form not in ("plain", "plain_text"):
        text = _words(to_html(text, form))
    text = tidy(text).strip()
    return text if lines else one_line(text)


def _words(html: str) -> str:
    html = _BREAKS.sub("\n", re.sub(r"\s+", " ", html) if "<p" in html or "<br" in html else html)
    return unescape(nh3.clean(html, tags=set())).replace("\xa0", " ").strip()


def rich(html: str) -> str:
    """The bank's rich text: paragraphs and lists, bold, italic, code. Cleaning it again changes nothing."""
    renamed = _TAG.sub(_renamed, nh3.clean(tidy(html), tags=_KEPT | set(_RENAMED), attributes={}))
    cleaned = _wrapped(nh3.clean(renamed, tags=_KEPT, attributes={}))
    for _depth in range(_DEEPEST):
        shorter = _EMPTY.sub("", cleaned)
        if shorter == cleaned:
            break
        cleaned = shorter
    return cleaned.strip()


_DEEPEST = 20  # empty elements inside each other


def _renamed(tag: re.Match[str]) -> str:
    return f"<{tag[1]}{_RENAMED.get(tag[2], tag[2])}>"


def _wrapped(html: str) -> str:
    """Words outside of paragraphs and lists get a paragraph of their own."""
    parts, at = [], 0
    for block in _BLOCK.finditer(html):
        parts += [_paragraph(html[at : block.start()]), block[0]]
        at = block.end()
    return "".join([*parts, _paragraph(html[at:])])


def _paragraph(inline: str) -> str:
    inline = re.sub(r"</?(?:p|ul|ol|li)>", " ", inline).strip()
    inline = re.sub(r"^(?:<br>\s*)+", "", inline)
    while inline.endswith("<br>"):
        inline = inline.removesuffix("<br>").rstrip()
    return nh3.clean(f"<p>{inline}</p>", tags=_KEPT, attributes={}) if inline else ""


def lost_markup(html: str) -> list[str]:
    """Names of elements whose words stay, but not what they did."""
    return sorted({name.lower() for name in _LOST.findall(html)})


def take_images(html: str) -> tuple[str, list[tuple[str, str]]]:
    """The HTML without its images, and (source, alternative text) of each."""
    found = []
    for image in _IMAGE.finditer(html):
        said = {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(image[1])}
        found.append((said.get("src", ""), one_line(said.get("alt", ""))))
    return _IMAGE.sub(" ", html), found


def category_path(text: str) -> tuple[str, ...]:
    """“$course$/top/Modul 1/Kata sandi” → (“Modul 1”, “Kata sandi”); “//” is a slash inside a name."""
    parts = [one_line(part.replace("//", "/")) for part in re.split(r"(?<!/)/(?!/)", text)]
    return tuple(part for part in parts if part and part != "top" and not re.fullmatch(r"\$\w+\$", part))


def written_path(names: tuple[str, ...]) -> str:
    return "/".join(["$course$", "top", *(name.strip("/").replace("/", "//") for name in names)])
