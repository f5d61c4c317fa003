"""Pictures that a Moodle XML file brings along: embedded as base64, named in the question's text."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quizzes.formats.model import MAX_PICTURE_BYTES, Attached, Notes, _n

ELSEWHERE = _n("A picture lies at another address and was not fetched: {source}")
NOT_THERE = _n("The file does not hold the picture “{name}”.")
UNREADABLE = _n("The picture “{name}” cannot be read.")
TOO_LARGE = _n("The picture “{name}” is larger than {limit} MB and was not taken.")
ONE_ONLY = _n("A question has one picture here; not taken: {names}.")
NOT_SHOWN = _n("Attached, but not shown in the question, and not taken: {names}.")

_PLUGIN_FILE = "@@PLUGINFILE@@/"
_INLINE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,(.+)", re.DOTALL)


def picture_of(element: Element, images: list[tuple[str, str]], notes: Notes) -> Attached | None:
    """The first picture that the text shows. ``images``: (source, alternative text)."""
    files = {_file_name(file): file for file in element.iterfind("questiontext/file")}
    used, taken = set[str](), None
    for source, alt in images:
        name = _name(source)
        used.add(name)
        if taken is not None:
            notes.add(ONE_ONLY, names=name[:80])
        else:
            taken = _picture(source, name, alt, files, notes)
    if unused := sorted(files.keys() - used):
        notes.add(NOT_SHOWN, names=", ".join(unused)[:200])
    return taken or _picture_of_old(element, notes)


def _file_name(file: Element) -> str:
    return f"{file.get('path', '/')}{file.get('name', '')}".lstrip("/")


def _name(source: str) -> str:
    if source.startswith(_PLUGIN_FILE):
        return unquote(source.removeprefix(_PLUGIN_FILE)).partition("?")[0].lstrip("/")
    return "gambar" if source.startswith("data:") else source


def _picture(source: str, name: str, alt: str, files: dict[str, Element], notes: Notes) -> Attached | None:
    if inline := _INLINE.match(source):
        return _decoded(f"gambar.{inline[1]}", inline[2], alt, notes)
    if not source.startswith(_PLUGIN_FILE):
        notes.add(ELSEWHERE, source=source[:120])
    elif name not in files:
        notes.add(NOT_THERE, name=name[:80])
    else:
        return _decoded(name.rpartition("/")[2], files[name].text or "", alt, notes)
    return None


def _picture_of_old(element: Element, notes: Notes) -> Attached | None:
    """Moodle 1.9 put one picture beside the text."""
    content = element.findtext("image_base64") or ""
    name = (element.findtext("image") or "gambar").rpartition("/")[2]
    return _decoded(name, content, "", notes) if content.strip() else None


def _decoded(name: str, text: str, alt: str, notes: Notes) -> Attached | None:
    if len(text) * 3 // 4 > MAX_PICTURE_BYTES:
        notes.add(TOO_LARGE, name=name[:80], limit=MAX_PICTURE_BYTES // 1024 // 1024)
        return None
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        notes.add(UNREADABLE, name=name[:80])
        return None
    return Attached(name=name[:100], content=content, alt=alt[:250])
