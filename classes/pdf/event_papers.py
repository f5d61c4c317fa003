"""Papers of a training event: the list to sign at the door, and the accountability pack. In Indonesian."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from classes.domain.accountability import Table
from classes.models import EventSession, TrainingEvent
from core.fonts import font_folders
from core.models.settings import municipality_now
from core.words import long_date, plain_date

_TEMPLATE = Path(__file__).with_name("event_papers.typ")
_FREE_LINES = 8  # for who comes without having signed up


def attendance_paper(session: EventSession, names: Sequence[str]) -> bytes:
    """``names`` as they are printed, in the order of the list; with free lines below."""
    with translation.override("id"):
        head = [_("No."), _("Name"), _("Signature")]
        lines = [*names, *[""] * _FREE_LINES]
        rows = [[str(index), name, ""] for index, name in enumerate(lines, 1)]
        about = f"{long_date(session.starts_at)}, {session.hours} · {session.place or session.event.place}"
        table = {"title": "", "head": head, "rows": rows, "note": "", "columns": ["12mm", "1fr", "1fr"], "tall": True}
        data = _frame(session.event, _("Attendance list"), f"{session.title} · {about}", [table])
        return _render(data, timezone.localdate(session.starts_at))


def accountability_paper(event: TrainingEvent, tables: Sequence[Table], *, at: datetime) -> bytes:
    """The tables as they stand on the screen, in the same order, with the same cells."""
    with translation.override("id"):
        day = timezone.localdate(at)
        drawn = [
            {
                "title": one.title,
                "head": list(one.head),
                "rows": one.shown,
                "note": one.note,
                "columns": _columns(one),
                "tall": False,
            }
            for one in tables
        ]
        about = _("As of %(day)s.") % {"day": plain_date(day)}
        return _render(_frame(event, _("Report of the training"), about, drawn), day)


def _columns(table: Table) -> list[str]:
    """Numbers are narrow; words share what is left."""
    narrow = [
        all(not isinstance(row[index], str) for row in table.rows) and bool(table.rows)
        for index in range(len(table.head))
    ]
    return ["20mm" if one else "1fr" for one in narrow]


def _frame(event: TrainingEvent, title: str, about: str, tables: list[dict[str, Any]]) -> dict[str, Any]:
    municipality = municipality_now()
    return {
        "title": title,
        "event": event.title,
        "issuer": municipality.office or municipality.municipality or "-",
        "municipality": municipality.municipality,
        "office": municipality.office,
        "about": about,
        "page": _("Page"),
        "nothing": _("Nothing to show."),
        "tables": tables,
    }


def _render(data: dict[str, Any], day: date) -> bytes:
    """PDF/UA-1 (ISO 14289-1), except where a name has a letter that no font here has."""
    data = data | {"day": [day.year, day.month, day.day]}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
        stated = json.dumps(data, ensure_ascii=False)
        try:
            return _compile(root, stated, day, accessible=True)
        except typst.TypstError as error:
            if "could not be displayed with font" not in str(error):
                raise
            return _compile(root, stated, day, accessible=False)


def _compile(root: Path, data: str, day: date, *, accessible: bool) -> bytes:
    return bytes(
        typst.compile(
            str(root / _TEMPLATE.name),
            root=str(root),
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1" if accessible else None,
            timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        )
    )
