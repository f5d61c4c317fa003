"""One screen of a draft, put together for its template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from h5p_wrapper.semantics import LibraryField

from media.h5p.forms.checking import Trouble, check
from media.h5p.forms.interface_texts import common_places
from media.h5p.forms.metadata import metadata_context
from media.h5p.forms.models import H5PDraft
from media.h5p.forms.parts import Part, Scene, screen_parts
from media.h5p.forms.places import NoSuchPlace, Path, Place, Types, find, named_library, path_of, spelled
from media.h5p.forms.shape import first_words, screen_of, way_to
from media.h5p.forms.titles import library_title, own_title, type_title
from media.h5p.forms.words import Words, message

# Something is missing: said when somebody wants to save. Whatever was typed and cannot be is said at once.
_LATER = frozenset({"required", "few"})
NO_WAY_ROUND = frozenset({"number", "choice", "not_installed", "not_allowed", "many"})
COMMON = "teks"  # the screen of interface texts


def screen_at(draft: H5PDraft, types: Types, at: str) -> Place:
    """The place that is asked for, or the screen that shows it. Raises ``NoSuchPlace``."""
    path = path_of(at) if at else ()
    find(types, draft.main, draft.params, path)  # whether it is there
    return find(types, draft.main, draft.params, screen_of(types, draft.main, draft.params, path))


def context_of(draft: H5PDraft, types: Types, at: str, *, checked: bool, link: Callable[[str], str]) -> dict[str, Any]:
    words = Words(types)
    common = at == COMMON
    screen = find(types, draft.main, draft.params, ()) if common else screen_at(draft, types, at)
    troubles = [each for each in check(types, draft.main, draft.params) if checked or each.code not in _LATER]
    told: dict[Path, list[str]] = defaultdict(list)
    for each in troubles:
        told[each.path].append(message(each))
    for name, why in draft.refused.items():
        told[path_of(name)].append(why)
    scene = Scene(types, words, screen, told, link, common)
    at_once, folded = ([], []) if common else screen_parts(scene)
    way = [] if common else way_to(types, draft.main, draft.params, screen.path)
    kind = type_title(draft.main, types)
    heading = _("Interface texts") if common else _heading(screen, types, words, draft)
    return {
        "draft": draft,
        "screen": screen,
        "at": at if common else spelled(screen.path),
        "is_root": screen.is_root and not common,
        "is_common": common,
        "screen_title": heading,
        "way": [(spelled(path), _crumb(path, draft, types, words)) for path in way] or [("p", _("Content"))] * common,
        "parts": at_once,
        "folded": folded,
        "folded_open": any(part.has_errors for part in folded),
        "commons": _commons(scene, draft) if common else [],
        "has_commons": screen.is_root and any(True for _each in common_places(draft.params, draft.main, types)),
        "troubles": _summary(troubles, draft, types, words) if checked else [],
        "may_save_anyway": checked and bool(troubles) and not any(each.code in NO_WAY_ROUND for each in troubles),
        "meta": metadata_context(draft.manifest) if screen.is_root else {},
        "subtitle": "" if heading == kind else kind,
        "checked": checked,
    }


def _summary(troubles: list[Trouble], draft: H5PDraft, types: Types, words: Words) -> list[dict[str, str]]:
    """What to complete, with links to the screens; empty where nothing is missing."""
    found = []
    if not draft.title:
        link = f"{reverse('h5p_form', args=[draft.key])}?periksa=1#title"
        found.append({"label": _("Title"), "message": _("Fill this in."), "link": link})
    for each in troubles[:30]:
        screen = screen_of(types, draft.main, draft.params, each.path)
        label = words.say(each.label or str(each.path[-1] if each.path else ""), _inside(each, draft, types))[0]
        link = f"{reverse('h5p_form', args=[draft.key])}?di={spelled(screen)}&periksa=1#{spelled(each.path)}"
        found.append({"label": label, "message": message(each), "link": link})
    return found


def _inside(trouble: Trouble, draft: H5PDraft, types: Types) -> Any:
    try:
        return find(types, draft.main, draft.params, trouble.path).inside
    except NoSuchPlace:
        return draft.main


def _heading(screen: Place, types: Types, words: Words, draft: H5PDraft) -> str:
    if screen.is_root:
        return draft.title or type_title(draft.main, types)
    return _crumb(screen.path, draft, types, words)


def _crumb(path: Path, draft: H5PDraft, types: Types, words: Words) -> str:
    place = find(types, draft.main, draft.params, path)
    if place.is_root:
        return draft.title or type_title(draft.main, types)
    label, _lang = words.say(place.field.label or place.field.name, place.inside)
    if isinstance(path[-1], int):
        label = f"{label.capitalize()} {path[-1] + 1}"
    if isinstance(place.field, LibraryField) and named_library(place.value):
        about = own_title(place.value, types) or library_title(place.value, types)
    else:
        about = first_words(place, types)[:40]
    return f"{label} · {about}" if about else label


def _commons(scene: Scene, draft: H5PDraft) -> list[dict[str, Any]]:
    """Interface texts, library by library; what is written here holds for all of one kind."""
    found = []
    for name, place in common_places(draft.params, draft.main, scene.types):
        inner = Scene(scene.types, scene.words, place, scene.told, scene.link, common=True)
        at_once, folded = screen_parts(inner)
        parts = _only_common([*_unwrapped(at_once), *folded])
        if parts:
            found.append({"title": type_title(name, scene.types), "parts": parts})
    return found


def _unwrapped(parts: list[Part]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        found += [*part.inner, *part.more] if part.template == "library" else [part]
    return found


def _only_common(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.template not in ("card", "list")]
