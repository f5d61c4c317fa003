"""The semantics H5P's core itself gives: metadata of a content and the older copyright notes of single files."""

from __future__ import annotations

from typing import Any

from h5p_wrapper.semantics import Group, parse

CC_VERSIONS = ("4.0", "3.0", "2.5", "2.0", "1.0")
CC_LICENCES = ("CC BY", "CC BY-SA", "CC BY-ND", "CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND")
METADATA_LICENCES = ("U", *CC_LICENCES, "CC0 1.0", "CC PDM", "GNU GPL", "PD", "ODC PDDL", "C")
FILE_LICENCES = METADATA_LICENCES  # the core lists fewer here; real content uses all of them
ROLES = ("Author", "Editor", "Licensee", "Originator")


def _text(name: str, *, optional: bool = True, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "optional": optional, **more}


def _select(name: str, values: tuple[str, ...], **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "select", "options": [{"value": v, "label": v} for v in values], **more}


def _year(name: str) -> dict[str, Any]:
    return {"name": name, "type": "number", "min": -9999, "max": 9999, "optional": True}


def _list(name: str, *fields: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": "list", "field": {"name": name[:-1], "type": "group", "fields": list(fields)}}


METADATA = Group(
    "metadata",
    fields=parse(
        [
            _text("title", optional=False),
            _text("a11yTitle"),
            _select("license", METADATA_LICENCES, default="U"),
            _select("licenseVersion", CC_VERSIONS, optional=True),
            _year("yearFrom"),
            _year("yearTo"),
            _text("source"),
            _list("authors", _text("name"), _select("role", ROLES, default="Author")),
            _text("licenseExtras", widget="textarea"),
            _list("changes", _text("date"), _text("author"), _text("log", widget="textarea")),
            _text("authorComments", widget="textarea"),
            _text("contentType", widget="none"),
            _text("defaultLanguage", widget="none"),
        ]
    ),
)

COPYRIGHT = Group(
    "copyright",
    fields=parse(
        [
            _text("title"),
            _text("author"),
            _text("year"),
            _text("source", regexp={"pattern": "^http[s]?://.+", "modifiers": "i"}),
            _select("license", FILE_LICENCES, default="U"),
            {"name": "version", "type": "select"},
        ]
    ),
)
