"""A screen of the forms as its template draws it: parts with labels, values, messages. Nothing is decided in HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from h5p_wrapper.semantics import (
    Boolean,
    Field,
    FileLike,
    Group,
    LibraryField,
    List,
    Number,
    Select,
    Text,
    Unknown,
)

from media.h5p.forms.acts import may_grow
from media.h5p.forms.file_parts import file_context
from media.h5p.forms.fresh import PLACED, options
from media.h5p.forms.marks import can_say, to_marks
from media.h5p.forms.places import Path, Place, Types, named_library, parts_of
from media.h5p.forms.reading import shown
from media.h5p.forms.shape import first_words, has_own_screen, is_empty, items_are_cards
from media.h5p.forms.titles import library_title, own_title, type_title
from media.h5p.forms.words import Words

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_ADVANCED = (
    "behaviour",
    "l10n",
    "l10nName",
    "keywordListEnabled",
    "keywordListAlwaysShow",
    "keywordListAutoHide",
    "keywordListOpacity",
    "globalBackgroundSelector",
    "displayAsButton",
    "goToSlideType",
)


@dataclass
class Part:
    """``template`` draws it, below media/h5p/forms/parts/. ``lang``: of the label, where it is not the page's."""

    template: str
    name: str
    label: str
    lang: str = ""
    help: str = ""
    help_lang: str = ""
    value: str = ""
    required: bool = False
    errors: Sequence[str] = ()
    inner: list[Part] = field(default_factory=list)
    more: list[Part] = field(default_factory=list)  # seldom needed: folded away
    show_when: str = ""
    more_data: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"media/h5p/forms/parts/{self.template}.html"

    @property
    def described_by(self) -> str:
        names = [f"{self.name}:error"] * bool(self.errors) + [f"{self.name}:help"] * bool(self.help)
        return " ".join(names)

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(each.has_errors for each in (*self.inner, *self.more))


@dataclass(frozen=True)
class Scene:
    """What all parts of a screen are drawn with. ``told``: messages by path; ``link``: from a path to its file."""

    types: Types
    words: Words
    screen: Place
    told: Mapping[Path, Sequence[str]]
    link: Callable[[str], str]
    common: bool = False  # the screen of interface texts


def screen_parts(scene: Scene) -> tuple[list[Part], list[Part]]:
    """What is shown at once, and what is folded away."""
    place = scene.screen
    if isinstance(place.field, Group) and (place.is_root or not place.field.only_field):
        return _sorted_out(list(parts_of(place, scene.types)), place, scene)
    if isinstance(place.field, LibraryField) and named_library(place.value):
        part = _library(place, scene)
        return [part], []
    return [part for part in [_part(place, scene)] if part], []


def _sorted_out(places: list[Place], around: Place, scene: Scene) -> tuple[list[Part], list[Part]]:
    """Fields that ask for nothing and that H5P calls unimportant are folded away, unless nothing would be left."""
    shown_at_once: list[Part] = []
    folded: list[Part] = []
    placed = [each for each in places if _is_placing(each, places)]
    for place in places:
        if place in placed or not _belongs(place, scene):
            continue
        part = _part(place, scene, around)
        if part:
            (folded if _is_seldom(place) else shown_at_once).append(part)
    if placed and not scene.common:
        inner = [_number(each, scene) for each in placed]
        folded.insert(0, Part("placing", f"{around.name}:placing", _("Place and size"), inner=inner))
    return (shown_at_once, folded) if shown_at_once else (folded, [])


def _belongs(place: Place, scene: Scene) -> bool:
    """Interface texts have a screen of their own; a group may hold some and other things."""
    if isinstance(place.field, Group):
        return scene.common or not place.common
    return place.common == scene.common


def _is_placing(place: Place, beside: list[Place]) -> bool:
    names = {str(each.path[-1]) for each in beside if each.path}
    return {"x", "y"} <= names and place.path[-1] in PLACED and isinstance(place.field, Number)


def _is_seldom(place: Place) -> bool:
    of = place.field
    if of.importance != "low" or of.name in ("media",):
        return of.name in _ADVANCED
    return of.optional or of.has_default or isinstance(of, Group) or of.name in _ADVANCED


def _part(place: Place, scene: Scene, around: Place | None = None) -> Part | None:
    of = place.field
    if of.widget == "none" or isinstance(of, Unknown):
        return None  # kept as it is
    if around is not None and has_own_screen(place, around, scene.screen):
        return _card(place, scene)
    if isinstance(of, Group):
        return _group(place, scene)
    if isinstance(of, List):
        return _list(place, scene)
    if isinstance(of, LibraryField):
        return _library(place, scene)
    if isinstance(of, FileLike):
        return _with(_base("file", place, scene), more_data=file_context(of, place.value, scene.link))
    if isinstance(of, Boolean):
        return _with(_base("boolean", place, scene), value="1" if place.value is True else "")
    if isinstance(of, Number):
        return _number(place, scene)
    if isinstance(of, Select):
        return _select(place, scene)
    return _text(place, scene) if isinstance(of, Text) else None


def _base(template: str, place: Place, scene: Scene) -> Part:
    of = place.field
    label, lang = scene.words.say(of.label or of.name, place.inside)
    told, help_lang = scene.words.say(of.description, place.inside)
    needed = not of.optional and not of.has_default and of.kind not in ("boolean", "group", "list")
    rules = of.show_when
    return Part(
        template,
        place.name,
        label.strip().rstrip(":") if of.label else capfirst(label.replace("_", " ")),
        lang,
        told,
        help_lang,
        required=needed,
        errors=tuple(scene.told.get(place.path, ())),
        show_when=_rules(place, scene) if rules else "",
    )


def _with(part: Part, **changes: Any) -> Part:
    for name, value in changes.items():
        setattr(part, name, value)
    return part


def _rules(place: Place, scene: Scene) -> str:
    """For the script: names of the controls and the values that show this part."""
    found = place.field.show_when
    around = ".".join(place.name.split(".")[:-1])
    rules = [
        [f"{around}.{rule.field.replace('/', '.')}", [_as_sent(value) for value in rule.equals]]
        for rule in (found.rules if found else ())
        if ".." not in rule.field
    ]
    return json.dumps({"all": bool(found and found.all_of), "rules": rules}) if rules else ""


def _as_sent(value: Any) -> str:
    return {True: "1", False: ""}[value] if isinstance(value, bool) else str(value)


def _group(place: Place, scene: Scene) -> Part | None:
    assert isinstance(place.field, Group)
    inner = list(parts_of(place, scene.types))
    if place.field.only_field:
        part = _part(inner[0], scene, place)
        if part and place.field.label and part.template != "list":
            part.help = part.help or scene.words.say(place.field.description, place.inside)[0]
        return part
    at_once, folded = _sorted_out(inner, place, scene)
    part = _with(_base("group", place, scene), inner=at_once, more=folded)
    part.more_data["open"] = place.field.expanded or place.field.importance == "high" or part.has_errors
    return part if at_once or folded else None


def _list(place: Place, scene: Scene) -> Part | None:
    assert isinstance(place.field, List)
    if scene.common:
        return None
    values = place.value if isinstance(place.value, list) else []
    item = place.field.item
    named = place.field.raw.get("entity") and place.field.entity
    entity, lang = scene.words.say(named or item.label or item.name or place.field.entity, place.inside)
    cards = items_are_cards(place)
    items = []
    for number, each in enumerate(parts_of(place, scene.types), 1):
        inner, folded = _item(each, place, scene)
        items.append(
            {
                "name": each.name,
                "number": number,
                "inner": inner,
                "more": folded,
                "words": first_words(each, scene.types),
                "is_first": number == 1,
                "is_last": number == len(values),
                "only": inner[0] if len(inner) == 1 and not folded and not cards else None,
            }
        )
    return _with(
        _base("list", place, scene),
        more_data={
            "items": items,
            "entity": entity,
            "entity_lang": lang,
            "may_grow": may_grow(place.field, len(values)),
            "may_shrink": len(values) > (place.field.min or 0),
            "cards": cards,
        },
    )


def _item(place: Place, around: Place, scene: Scene) -> tuple[list[Part], list[Part]]:
    if has_own_screen(place, around, scene.screen):
        return [_card(place, scene)], []
    if isinstance(place.field, Group) and not place.field.only_field:
        return _sorted_out(list(parts_of(place, scene.types)), place, scene)
    part = _part(place, scene, None)
    return ([part] if part else []), []


def _card(place: Place, scene: Scene) -> Part:
    """Something with a screen of its own."""
    part = _base("card", place, scene)
    name = named_library(place.value)
    part.value = own_title(place.value, scene.types) or first_words(place, scene.types)
    part.more_data = {
        "type": library_title(place.value, scene.types),
        "empty": is_empty(place.value) or (isinstance(place.field, LibraryField) and name is None),
        "missing": name is not None and not scene.types.has(name) and str(name),
        "optional": place.field.optional,
    }
    length = len(place.path)
    count = sum(path[:length] == place.path for path in scene.told)
    if count and not part.errors:
        part.errors = (_("There is something to complete here."),)
    return part


def _library(place: Place, scene: Scene) -> Part:
    assert isinstance(place.field, LibraryField)
    part = _base("library", place, scene)
    name = named_library(place.value)
    usable = options(place.field, scene.types)
    part.more_data = {
        "options": [(str(each), type_title(each, scene.types)) for each in usable],
        "chosen": library_title(place.value, scene.types),
        "library": str(name) if name else "",
        "missing": name is not None and not scene.types.has(name),
        "lacking": sorted(set(place.field.options) - {str(each) for each in usable}),
        "title": own_title(place.value, scene.types),
    }
    if name and scene.types.has(name):
        inner = list(parts_of(place, scene.types))
        part.inner, part.more = _sorted_out(inner, place, scene)
    return part


def _number(place: Place, scene: Scene) -> Part:
    of = place.field
    assert isinstance(of, Number)
    part = _with(_base("number", place, scene), value=shown(of, place.value))
    bounds = [("min", of.min), ("max", of.max)]
    if place.path and place.path[-1] in PLACED and not of.label:
        part.help = ""
    elif any(bound is not None for _name, bound in bounds):
        part.more_data["bounds"] = {name: shown(of, bound) for name, bound in bounds if bound is not None}
    part.more_data["whole"] = of.decimals == 0 or isinstance(of.step, int)
    part.more_data["unit"] = of.unit
    return part


def _select(place: Place, scene: Scene) -> Part:
    of = place.field
    assert isinstance(of, Select)
    if not of.options:
        part = _with(_base("line", place, scene), value=shown(of, place.value))
        if of.multiple:
            part.help = part.help or _("Numbers, with commas between them.")
        return part
    part = _base("choices" if of.multiple else "select", place, scene)
    several = place.value if of.multiple and isinstance(place.value, list) else []
    said = shown(of, place.value)
    choices = []
    for each in of.options:
        label, lang = scene.words.say(each.label, place.inside)
        chosen = each.value in several if of.multiple else str(each.value) == said
        choices.append((str(each.value), label, lang, chosen, each.group))
    known = any(each[3] for each in choices)
    part.more_data = {"choices": choices, "strange": "" if known else said, "empty": of.optional or not (known or said)}
    return part


def _text(place: Place, scene: Scene) -> Part:
    of: Field = place.field
    assert isinstance(of, Text)
    placeholder, _lang = scene.words.say(of.placeholder, place.inside)
    if of.is_html:
        part = _with(_base("rich", place, scene), value=shown(of, place.value))
        text = place.value if isinstance(place.value, str) else ""
        as_html = bool(text) and to_marks(text) is None
        short = "\n" not in part.value and len(part.value) < 60 and of.widget != "html"
        part.more_data = {"as": "html" if as_html else "marks", "can": can_say(of.tags), "rows": 2 if short else 4}
    else:
        value = shown(of, place.value)
        long = of.widget == "textarea" or "\n" in value or len(value) > 120
        part = _with(_base("area" if long else "line", place, scene), value=value)
        if of.widget in ("colorSelector", "color") and (_COLOUR.match(value) or not value):
            part.more_data["colour"] = value or "#ffffff"
    part.more_data |= {"placeholder": placeholder, "longest": of.max_length or ""}
    return part
