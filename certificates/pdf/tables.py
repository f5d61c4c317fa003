"""The tables of page two. A column: its heading and its width in mm, 0 for what is left over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from certificates.facts import Facts, Kind
from core.words import number, plain_date


def tables(facts: Facts, *, narrow: bool) -> list[dict[str, Any]]:
    if facts.kind == Kind.TRANSCRIPT:
        return [_entries(facts, narrow)]
    if facts.kind != Kind.COMPLETION and not facts.modules:
        return []
    return [_modules(facts), *([_parts(facts)] if facts.parts else [])]


def _modules(facts: Facts) -> dict[str, Any]:
    return {
        "columns": [[_("No."), 12], [_("Module"), 0], [_("Minutes"), 28], [_("Mark"), 28]],
        "left": [0, 1],
        "rows": [
            [str(place), module.title, number(module.minutes), "–" if module.percent is None else str(module.percent)]
            for place, module in enumerate(facts.modules, 1)
        ],
        "total": ["", _("Total"), number(facts.minutes), "–" if facts.percent is None else str(facts.percent)],
    }


def _parts(facts: Facts) -> dict[str, Any]:
    return {
        "columns": [[_("No."), 12], [_("Part of the quiz"), 0], [_("Mark"), 28]],
        "left": [0, 1],
        "rows": [[str(place), part.title, str(part.percent)] for place, part in enumerate(facts.parts, 1)],
        "total": [],
    }


def _entries(facts: Facts, narrow: bool) -> dict[str, Any]:
    total = number(facts.jp)
    if facts.target:
        total = _("%(jp)s of %(target)s") % {"jp": number(facts.jp), "target": number(facts.target)}
    return {
        "columns": [
            [_("No."), 12],
            [_("Learned"), 0],
            [_("Certificate number"), 46 if narrow else 60],
            [_("Issued on"), 35 if narrow else 42],
            [_("JP"), 22],
        ],
        "left": [0, 1, 2, 3],
        "rows": [
            [str(place), entry.title, entry.number, plain_date(entry.issued_on), number(entry.jp)]
            for place, entry in enumerate(facts.entries, 1)
        ],
        "total": ["", _("Total"), "", "", total],
    }
