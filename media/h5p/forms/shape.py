"""Which part of a content stands on one screen: a phone shows one thing at a time.

A sub-content and a heavy item of a list get screens of their own; the screen above shows a card for them.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from h5p_wrapper.semantics import Field, FileLike, Group, LibraryField, List, Text
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.places import MISSING, Path, Place, Types, parts_of, root

MOST_CONTROLS = 200  # of one list on one screen
_EXCERPT = 80
_MARKUP = re.compile(r"<[^>]*>|\s+")


def weight(field: Field, depth: int = 0) -> int:
    """How many controls a field shows, roughly."""
    if isinstance(field, Group):
        return sum(weight(each, depth + 1) for each in field.fields)
    if isinstance(field, List):
        return weight(field.item, depth + 1) * max(field.min or 0, field.default_count or 0, 1)
    return 5 if isinstance(field, FileLike) else 1


def is_deep(field: Field) -> bool:
    """Something inside has a screen of its own anyway."""
    if isinstance(field, LibraryField):
        return True
    if isinstance(field, Group):
        return any(is_deep(each) for each in field.fields)
    return isinstance(field, List) and (is_deep(field.item) or weight(field.item) > 4)


def items_are_cards(place: Place) -> bool:
    assert isinstance(place.field, List)
    count = len(place.value) if isinstance(place.value, list) else 0
    return is_deep(place.field.item) or weight(place.field.item) * count > MOST_CONTROLS


def has_own_screen(place: Place, around: Place, screen: Place) -> bool:
    """Seen from ``screen``, whether this place is shown as a card. ``around`` is directly around it.

    An item of a list with a sub-content as one of its members shows that sub-content itself: a slide's element.
    """
    if isinstance(around.field, List):
        return items_are_cards(around)
    if not isinstance(place.field, LibraryField):
        return False
    return not (around.path == screen.path and not screen.is_root and isinstance(around.field, Group))


def screen_of(types: Types, main: LibraryName, params: Any, path: Path) -> Path:
    """The screen on which a place is shown."""
    screen = here = root(types, main, params)
    while here.path != path or _goes_on(here, types, path):
        inner = [each for each in parts_of(here, types) if path[: len(each.path)] == each.path]
        if not inner:
            break
        if has_own_screen(inner[0], here, screen):
            screen = inner[0]
        here = inner[0]
    return screen.path


def _goes_on(here: Place, types: Types, path: Path) -> bool:
    return any(each.path == path for each in parts_of(here, types))


def way_to(types: Types, main: LibraryName, params: Any, screen: Path) -> list[Path]:
    """The screens around a screen, outermost first, without itself."""
    found: list[Path] = []
    for length in range(len(screen)):
        around = screen_of(types, main, params, screen[:length])
        if around not in found and around != screen:
            found.append(around)
    return found


def excerpt(value: Any) -> str:
    """The first words in a value, for a card."""
    if isinstance(value, str):
        text = _MARKUP.sub(" ", unescape(_MARKUP.sub(" ", value))).strip()
        return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
    return ""


def first_words(place: Place, types: Types, depth: int = 0) -> str:
    """What somebody knows an item by: its first text, in the order of the fields."""
    if isinstance(place.field, Text):
        return excerpt(place.value)
    if isinstance(place.field, FileLike) or depth > 12:
        return ""
    for each in parts_of(place, types):
        if not each.field.common and (found := first_words(each, types, depth + 1)):
            return found
    return ""


def is_empty(value: Any) -> bool:
    return value is MISSING or value in (None, "", [], {})
