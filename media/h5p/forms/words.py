"""What forms say: labels of content types in Indonesian where we know them, and messages about fields."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.checking import Trouble
from media.h5p.forms.places import Types

_LABELS = Path(__file__).with_name("labels.id.json")


@lru_cache(1)
def _labels() -> dict[str, str]:
    return dict(json.loads(_LABELS.read_text(encoding="utf-8")))


class Words:
    """Says the texts of content types: translated by their own language file, by us, or marked as English."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self._english: dict[LibraryName, frozenset[str]] = {}

    def say(self, text: str, inside: LibraryName) -> tuple[str, str]:
        """The words, and the code of their language where it is not that of the page."""
        if not text or self._types.language != "id":
            return text, ""
        if text not in self._untranslated(inside):
            return text, ""
        known = _labels().get(text.strip())
        return (known, "") if known else (text, "en")

    def _untranslated(self, inside: LibraryName) -> frozenset[str]:
        """The texts of the semantics as they come, of a library that is not Indonesian by itself."""
        if inside not in self._english:
            indonesian = getattr(self._types.registry, "is_own", None)
            own = bool(indonesian and indonesian(inside))
            words = self._types.registry.language(inside, self._types.language)
            found = frozenset() if own else _texts(self._types.registry.semantics(inside))
            self._english[inside] = found - _texts(words.get("semantics") if words else None)
        return self._english[inside]


_SAID = frozenset({"label", "description", "placeholder", "entity", "unit", "name"})


def _texts(semantics: Any) -> frozenset[str]:
    found: set[str] = set()
    waiting = [semantics]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            found.update(text for key, text in each.items() if key in _SAID and isinstance(text, str))
            waiting.extend(inner for inner in each.values() if isinstance(inner, dict | list))
        elif isinstance(each, list):
            waiting.extend(each)
    return frozenset(found)


def form_language() -> str:
    return (get_language() or "id").partition("-")[0]


def message(trouble: Trouble) -> str:
    """What to do about it, in one sentence."""
    texts = {
        "required": _("Fill this in."),
        "number": _("Write a number, for example 5 or 2.5."),
        "whole": _("Write a whole number, without decimals."),
        "decimals": _("Write at most %(decimals)s digits after the decimal comma."),
        "low": _("Write %(min)s or more."),
        "high": _("Write %(max)s or less."),
        "long": _("Write at most %(max)s characters: %(over)s fewer."),
        "pattern": _("This does not have the form that is asked for."),
        "choice": _("Choose one of the options."),
        "few": _("Add more: at least %(min)s are needed."),
        "many": _("Take some away: at most %(max)s fit."),
        "not_installed": _("The content type %(library)s is not installed. Ask an administrator to install it."),
        "not_allowed": _("%(library)s does not fit here. Choose another type."),
    }
    return texts[trouble.code] % trouble.details
