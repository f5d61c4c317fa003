"""Pictures, films, sounds and other files in a form: what is shown of them, and what a form sends back.

Controls of the file at ``name``: ``name:upload``, ``name:url``, and of each file that is there (``0``, ``1`` …)
``name:0:remove`` and its notes of copyright, ``name:0:author`` and so on. ``name`` itself says that the part was shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from h5p_wrapper.file_values import is_external
from h5p_wrapper.html_filter import escape_written
from h5p_wrapper.licences import CC_LICENCES, CC_VERSIONS, FILE_LICENCES
from h5p_wrapper.semantics import Audio, Field, FileLike, Image, Video

from media.h5p.forms.places import MISSING, Place

NOTES = ("title", "author", "year", "source")  # texts of the copyright of a file
_YOUTUBE = re.compile(r"(?:www\.|m\.)?(?:youtube\.com|youtu\.be|youtube-nocookie\.com)\Z", re.IGNORECASE)
_BY_ENDING = {"mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"}
_ACCEPTED = {
    "image": "image/png,image/jpeg,image/gif,image/webp",
    "video": "video/mp4,video/webm",
    "audio": "audio/mpeg,audio/mp4,audio/ogg,audio/wav",
    "file": "",
}


def licence_words(code: str) -> str:
    said = {
        "U": _("Not stated"),
        "C": _("All rights reserved"),
        "PD": _("Public domain"),
        "CC PDM": _("Public domain mark"),
    }
    return said.get(code, code)


_lazy_words = lazy(licence_words, str)
LICENCES = [(code, _lazy_words(code)) for code in FILE_LICENCES]


def file_context(of: FileLike, value: Any, link: Callable[[str], str]) -> dict[str, Any]:
    """What the template of a file needs. ``link``: from a path to an address at which the file can be looked at."""
    return {
        "kind": of.kind,
        "accept": _ACCEPTED.get(of.kind, ""),
        "many": isinstance(of, Video | Audio),
        "by_address": isinstance(of, Video | Audio),
        "files": [_shown(each, of, link) for each in files_of(value)],
        "copyright": of.copyright,
        "licences": LICENCES,
        "versions": CC_VERSIONS,
    }


def files_of(value: Any) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, Mapping) and isinstance(each.get("path"), str) and each["path"]]


def _shown(value: Mapping[str, Any], of: Field, link: Callable[[str], str]) -> dict[str, Any]:
    path = str(value["path"])
    external = is_external(path)
    raw = value.get("copyright")
    notes = raw if isinstance(raw, Mapping) else {}
    return {
        "path": path,
        "name": path if external else path.rpartition("/")[2],
        "external": external,
        "address": "" if external else link(path),
        "picture": isinstance(of, Image) and not external,
        "notes": {name: _text(notes.get(name)) for name in NOTES},
        "licence": _text(notes.get("license")) or "U",
        "version": _text(notes.get("version")),
    }


def _text(value: Any) -> str:
    return unescape(value) if isinstance(value, str) else ""


def read_files(
    place: Place,
    sent: Mapping[str, Sequence[str]],
    *,
    received: Callable[[Place], Mapping[str, Any] | None],
) -> Any:
    """``received`` keeps what was uploaded for this place and gives its value; None where nothing came."""
    name, old = place.name, place.value
    many = isinstance(place.field, Video | Audio)
    there = old if isinstance(old, list) else [] if old is MISSING or not old else [old]
    kept: list[Any] = []
    number = 0
    for each in there:
        if not files_of(each):
            kept.append(each)
            continue
        if not _last(sent, f"{name}:{number}:remove"):
            kept.append(_with_notes(each, sent, f"{name}:{number}"))
        number += 1
    new = received(place) or (_from_address(_last(sent, f"{name}:url")) if many else None)
    if new:
        kept = [*kept, dict(new)] if many else [dict(new)]
    if kept == there:
        return old
    if not kept:
        return MISSING
    return kept if many else kept[0]


def _with_notes(value: Mapping[str, Any], sent: Mapping[str, Sequence[str]], name: str) -> Mapping[str, Any]:
    raw = value.get("copyright")
    notes = dict(raw) if isinstance(raw, Mapping) else {}
    changed = dict(notes)
    for key in NOTES:
        if f"{name}:{key}" in sent:
            _put(changed, key, _last(sent, f"{name}:{key}").strip()[:500])
    licence = _last(sent, f"{name}:license")
    if licence in FILE_LICENCES and licence != (notes.get("license") or "U"):
        changed["license"] = licence
    if f"{name}:version" in sent:
        version = _last(sent, f"{name}:version")
        if version in ("", *CC_VERSIONS) and version != _text(notes.get("version")):
            _put(changed, "version", version if changed.get("license") in CC_LICENCES else "")
    return value if changed == notes else {**value, "copyright": {"license": "U", **changed}}


def _put(notes: dict[str, Any], key: str, text: str) -> None:
    if text == _text(notes.get(key)):
        return
    if text:
        notes[key] = escape_written(text)
    else:
        notes.pop(key, None)


def _last(sent: Mapping[str, Sequence[str]], name: str) -> str:
    found = sent.get(name)
    return found[-1] if found else ""


def _from_address(text: str) -> Mapping[str, Any] | None:
    """A film or sound elsewhere; it is listed and loads only after the learner agrees. Only https."""
    address = text.strip()[:1000]
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme != "https" or not host:
        return None
    if _YOUTUBE.match(host):
        return {"path": escape_written(address), "mime": "video/YouTube"}
    ending = parts.path.rpartition(".")[2].lower()
    return {"path": escape_written(address), "mime": _BY_ENDING.get(ending, "video/unknown")}
