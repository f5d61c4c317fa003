"""Strings of our code and templates, found without gettext's own programs (Babel reads, polib writes)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

APPS = ("accounts", "certificates", "classes", "core", "courses", "lms", "media", "practice", "progress", "quizzes")
_KEYWORDS = {
    "_": None,
    "_n": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_SKIPPED = ("migrations", "bootstrap", "locale", "demo")


@dataclass
class Found:
    msgid: str
    plural: str = ""
    context: str | None = None
    places: list[str] = field(default_factory=list)


def find_messages() -> dict[tuple[str | None, str], Found]:
    """(context, msgid) → where it is used."""
    from babel.messages.extract import extract_python  # a developer's tool, not installed in production

    messages: dict[tuple[str | None, str], Found] = {}
    for path, text in _sources():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, function, message, _comments in extract_python(io.BytesIO(text.encode()), _KEYWORDS, [], {}):
            for found in _messages(str(function), message):
                entry = messages.setdefault((found.context, found.msgid), found)
                entry.plural = entry.plural or found.plural
                if name not in entry.places:
                    entry.places.append(name)
    return messages


def _sources() -> Iterator[tuple[Path, str]]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*")):
            if set(path.relative_to(settings.BASE_DIR).parts) & set(_SKIPPED) or not path.is_file():
                continue
            if path.suffix == ".py":
                yield path, path.read_text(encoding="utf-8")
            elif path.suffix == ".html":
                as_python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
                yield path, re.sub(r"(?m)^[ \t]+", "", as_python)  # the indentation of HTML is none of Python


def _messages(function: str, message: object) -> Iterator[Found]:
    parts = message if isinstance(message, tuple) else (message,)
    texts = [part for part in parts if isinstance(part, str) and part]
    if not texts:
        return
    if "pgettext" in function:
        if len(texts) > 1:
            yield Found(texts[1], texts[2] if len(texts) > 2 else "", texts[0])
    elif function.startswith("ngettext"):
        if len(texts) > 1:
            yield Found(texts[0], texts[1])
    else:
        yield Found(texts[0])


def catalogue_path() -> Path:
    return Path(settings.BASE_DIR) / "lms" / "locale" / "id" / "LC_MESSAGES" / "django.po"


def update_catalogue() -> list[polib.POEntry]:
    """Rewrite the catalogue: sorted, translations kept. Returns the entries without one."""
    path = catalogue_path()
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": "id",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for key, found in sorted(find_messages().items(), key=lambda pair: (pair[1].places[0], pair[1].msgid)):
        entry = polib.POEntry(
            msgid=found.msgid, msgctxt=found.context, occurrences=[(place, "") for place in found.places]
        )
        earlier = known.get(key)
        if found.plural:
            entry.msgid_plural = found.plural
            entry.msgstr_plural = {0: earlier.msgstr_plural.get(0, "") if earlier else ""}
        elif earlier:
            entry.msgstr = earlier.msgstr
        catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return [entry for entry in catalogue if not (entry.msgstr or entry.msgstr_plural.get(0))]
