"""What h5p.json and library.json may say: the reference validator's schema (H5PValidator), written as patterns.

Two departures: a length counts characters, not bytes, and an empty list of something optional is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from h5p_wrapper import rules
from h5p_wrapper.jsonfile import printable
from h5p_wrapper.problems import Problems

Shape = re.Pattern[str] | Mapping[str, Any] | tuple[str, ...]


def _pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(text, flags | re.ASCII)


_LINE = _pattern(r".{1,255}")
_LONG = _pattern(r".{1,5000}", re.DOTALL)
_ANY = _pattern(r".+", re.DOTALL)
_VERSION = _pattern(r"[0-9]{1,5}")
_SIZE = _pattern(r"[0-9]{1,4}")
_FLAG = _pattern(r"[01]")
_MACHINE_NAME = _pattern(r"[\w.\-]{1,255}")
_LIBRARY = {"machineName": _MACHINE_NAME, "majorVersion": _VERSION, "minorVersion": _VERSION}
_EMBED = ("iframe", "div")

# A path inside a library: what the reference takes, minus what would lead out of the folder.
_PATH = r"(?!/)(?!(?:[^/]*/)*\.\.?/)[\w\-\s./]+\.{}"
_SCRIPT = {"path": _pattern(_PATH.format("js"), re.IGNORECASE)}
_STYLE = {"path": _pattern(_PATH.format("css"), re.IGNORECASE)}

MANIFEST_REQUIRED: Mapping[str, Shape] = {
    "title": _LINE,
    "language": _pattern(r"[-a-zA-Z]{1,10}"),
    "preloadedDependencies": _LIBRARY,
    "mainLibrary": _pattern(r"[$a-z_][0-9a-z_.$]{1,254}", re.IGNORECASE),
    "embedTypes": _EMBED,
}
MANIFEST_OPTIONAL: Mapping[str, Shape] = {
    "contentType": _LINE,
    "dynamicDependencies": _LIBRARY,
    "author": _LINE,
    "authors": {"name": _LINE, "role": _pattern(r"\w+")},
    "source": _pattern(r"https?://.+"),
    "license": _pattern(
        r"CC BY|CC BY-SA|CC BY-ND|CC BY-NC|CC BY-NC-SA|CC BY-NC-ND|CC0 1\.0|GNU GPL|PD|ODC PDDL|CC PDM|U|C"
    ),
    "licenseVersion": _pattern(r"1\.0|2\.0|2\.5|3\.0|4\.0"),
    "licenseExtras": _LONG,
    "yearsFrom": _SIZE,
    "yearsTo": _SIZE,
    "changes": {
        "date": _pattern(r"[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}:[0-9]{2}"),
        "author": _LINE,
        "log": _LONG,
    },
    "authorComments": _LONG,
    "w": _SIZE,
    "h": _SIZE,
    "metaKeywords": _ANY,
    "metaDescription": _ANY,
}
LIBRARY_REQUIRED: Mapping[str, Shape] = {
    "title": _LINE,
    "majorVersion": _VERSION,
    "minorVersion": _VERSION,
    "patchVersion": _VERSION,
    "machineName": _MACHINE_NAME,
    "runnable": _FLAG,
}
LIBRARY_OPTIONAL: Mapping[str, Shape] = {
    "author": _LINE,
    "license": _pattern("cc-by|cc-by-sa|cc-by-nd|cc-by-nc|cc-by-nc-sa|cc-by-nc-nd|pd|cr|MIT|GPL1|GPL2|GPL3|MPL|MPL2"),
    "description": _ANY,
    "metadataSettings": {"disable": _FLAG, "disableExtraTitleField": _FLAG},
    "dynamicDependencies": _LIBRARY,
    "preloadedDependencies": _LIBRARY,
    "editorDependencies": _LIBRARY,
    "preloadedJs": _SCRIPT,
    "preloadedCss": _STYLE,
    "dropLibraryCss": {"machineName": _MACHINE_NAME},
    "w": _SIZE,
    "h": _SIZE,
    "embedTypes": _EMBED,
    "fullscreen": _FLAG,
    "coreApi": {"majorVersion": _VERSION, "minorVersion": _VERSION},
}
_SINGLE = frozenset({"metadataSettings", "coreApi"})  # one object; everything else with fields is a list of them


def check_shape(
    value: Mapping[str, Any],
    required: Mapping[str, Shape],
    optional: Mapping[str, Shape],
    where: str,
    problems: Problems,
) -> None:
    for name, shape in required.items():
        if value.get(name) is None:
            problems.add(rules.PROPERTY_MISSING, where, name=name)
        elif shape is _LIBRARY and not value[name]:
            problems.add(rules.PROPERTY_INVALID, f"{where}#/{name}", name=name, value="[]")
        else:
            _check(value[name], shape, name, f"{where}#/{name}", problems)
    for name, shape in optional.items():
        if name in value:
            _check(value[name], shape, name, f"{where}#/{name}", problems)


def _check(value: Any, shape: Shape, name: str, where: str, problems: Problems) -> None:
    if isinstance(shape, re.Pattern):
        # The reference takes numbers for texts and texts for numbers, but never true and false.
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not shape.fullmatch(text):
            _invalid(value, name, where, problems)
    elif isinstance(shape, tuple):
        if not isinstance(value, list) or any(each not in shape for each in value):
            _invalid(value, name, where, problems)
    elif name in _SINGLE:
        _check_object(value, shape, name, where, problems)
    elif not isinstance(value, list):
        _invalid(value, name, where, problems)
    else:
        for number, each in enumerate(value):
            _check_object(each, shape, name, f"{where}/{number}", problems)


def _check_object(value: Any, shape: Mapping[str, Any], name: str, where: str, problems: Problems) -> None:
    if not isinstance(value, dict):
        _invalid(value, name, where, problems)
        return
    for field, pattern in shape.items():
        if value.get(field) is None:
            problems.add(rules.PROPERTY_MISSING, where, name=field)
        else:
            _check(value[field], pattern, field, f"{where}/{field}", problems)


def _invalid(value: Any, name: str, where: str, problems: Problems) -> None:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    problems.add(rules.PROPERTY_INVALID, where, name=name, value=printable(shown[:120]))
