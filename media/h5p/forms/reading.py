"""From what a form sends to the content it means.

What was not touched stays as it was, to the letter: a control that comes back as it was shown changes nothing. What
cannot be understood is kept as it was typed, so that ``checking`` can say so and the form can show it again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from h5p_wrapper.html_filter import escape_written
from h5p_wrapper.semantics import Boolean, Field, FileLike, Group, LibraryField, List, Number, Select, Text

from media.h5p.forms.fresh import library_value, options
from media.h5p.forms.marks import to_html, to_marks
from media.h5p.forms.places import MISSING, Place, Types, parts_of
from media.h5p.forms.titles import library_title, own_title

Sent = Mapping[str, Sequence[str]]
ReadFile = Callable[[Place, Sent], Any]
LONG = 20_000  # characters of one text; more is a book, not an activity
_NUMBER = re.compile(r"[-+]?\d{1,15}([.,]\d{1,10})?\Z", re.ASCII)


def read(place: Place, sent: Sent, *, types: Types, read_file: ReadFile) -> Any:
    """The value of a place after this form; ``MISSING`` where there is none."""
    names = _beginnings(sent)
    return _read(place, sent, names, types, read_file)


def _beginnings(sent: Sent) -> frozenset[str]:
    """Every name that is sent, and every name around it."""
    found = set()
    for name in sent:
        steps = name.partition(":")[0].split(".")
        found.update(".".join(steps[:count]) for count in range(1, len(steps) + 1))
    return frozenset(found)


def _read(place: Place, sent: Sent, names: frozenset[str], types: Types, read_file: ReadFile) -> Any:
    if place.name not in names:
        return place.value
    field = place.field
    if isinstance(field, Group):
        return _read_group(place, sent, names, types, read_file)
    if isinstance(field, List):
        inner = [_read(each, sent, names, types, read_file) for each in parts_of(place, types)]
        return inner if isinstance(place.value, list) else place.value
    if isinstance(field, LibraryField):
        return _read_library(place, sent, names, types, read_file)
    if isinstance(field, FileLike):
        return read_file(place, sent)
    if place.name not in sent:
        return place.value
    return _read_leaf(place, [each.replace("\r\n", "\n").replace("\r", "\n") for each in sent[place.name]], sent)


def _read_group(place: Place, sent: Sent, names: frozenset[str], types: Types, read_file: ReadFile) -> Any:
    assert isinstance(place.field, Group)
    inner = list(parts_of(place, types))
    if place.field.only_field and not place.is_root:
        return _read(inner[0], sent, names, types, read_file)
    old = place.value if isinstance(place.value, Mapping) else {}
    made = dict(old)
    for each in inner:
        value = _read(each, sent, names, types, read_file)
        if value is MISSING:
            made.pop(str(each.path[-1]), None)
        else:
            made[str(each.path[-1])] = value
    return made if made or isinstance(place.value, Mapping) else place.value


def _read_library(place: Place, sent: Sent, names: frozenset[str], types: Types, read_file: ReadFile) -> Any:
    assert isinstance(place.field, LibraryField)
    value = place.value if isinstance(place.value, Mapping) else {}
    if not value.get("library"):
        chosen = (sent.get(f"{place.name}:choose") or [""])[-1]
        kind = next((each for each in options(place.field, types) if str(each) == chosen), None)
        return library_value(kind, types) if kind else place.value
    made = dict(value)
    params = dict(value["params"]) if isinstance(value.get("params"), Mapping) else {}
    for each in parts_of(place, types):
        inner = _read(each, sent, names, types, read_file)
        if inner is MISSING:
            params.pop(str(each.path[-1]), None)
        else:
            params[str(each.path[-1])] = inner
    if params or "params" in value:
        made["params"] = params
    title = (sent.get(f"{place.name}:title") or [None])[-1]  # type: ignore[list-item]
    if title is not None and title != own_title(value, types):
        metadata = value.get("metadata")
        named = title.strip()[:255] or library_title(value, types)
        made["metadata"] = {**(metadata if isinstance(metadata, Mapping) else {}), "title": named}
    return made


def _read_leaf(place: Place, texts: list[str], sent: Sent) -> Any:
    field, old = place.field, place.value
    if isinstance(field, Boolean):
        on = texts[-1] == "1"
        return old if on == (old is True) else on
    if isinstance(field, Select) and field.multiple:
        return _read_choices(field, old, texts)
    text = texts[-1]
    if text == shown(field, old).replace("\r\n", "\n").replace("\r", "\n"):
        return old
    if not text.strip():
        return MISSING if field.optional or not isinstance(field, Text) else ""
    if isinstance(field, Number):
        return number(text)
    if isinstance(field, Select):
        return next((each.value for each in field.options if str(each.value) == text), text[:LONG])
    if isinstance(field, Text) and field.is_html:
        as_marks = (sent.get(f"{place.name}:as") or ["marks"])[-1] != "html"
        return to_html(text[:LONG], block=paragraph(field)) if as_marks else text[:LONG]
    return escape_written(text[:LONG]) if isinstance(field, Text) else old


def _read_choices(field: Select, old: Any, texts: list[str]) -> Any:
    if not field.options:
        typed = [each.strip() for each in texts[-1].split(",") if each.strip()]
        return old if texts[-1] == shown(field, old) else typed
    chosen = [each.value for each in field.options if str(each.value) in texts]
    there = [each for each in old if any(each == option.value for option in field.options)] if _is_list(old) else []
    return old if chosen == [each.value for each in field.options if each.value in there] else chosen


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def paragraph(field: Text) -> str:
    return "p" if field.enter_mode == "p" or "p" in (field.tags or ()) else "div"


def number(text: str) -> Any:
    """A number, with comma or point; what is none stays the text it is."""
    text = text.strip()
    if not _NUMBER.match(text):
        return text[:100]
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def shown(field: Field, value: Any) -> str:
    """What the control of a field that is one text shows of a value."""
    if isinstance(value, list) and isinstance(field, Select):
        return ", ".join(map(str, value))
    if isinstance(field, Number) and is_number(value):
        return (str(value) if isinstance(value, int) else f"{value:.10f}".rstrip("0").rstrip(".")).replace(".", ",")
    if isinstance(field, Select) and is_number(value):
        return str(value)
    if not isinstance(value, str):
        return ""
    if isinstance(field, Text) and field.is_html:
        marks = to_marks(value)
        return value if marks is None else marks
    return unescape(value) if isinstance(field, Text) else value
