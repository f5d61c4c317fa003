"""An edition as pages that open from a folder: no server, no script needed, no request to anywhere."""

from __future__ import annotations

from pathlib import Path

from django.template import loader
from django.template.loader import render_to_string

from courses.editions.model import Edition

FIRST, STYLE, SCRIPT = "index.html", "gaya.css", "soal.js"
_FILES = Path(__file__).with_name("files")
# The site's own look, in the order of its own style sheet; what its frame gives stands in edition.css.
_LOOK = ("tokens.css", "base.css", "blocks/lesson.css", "components/components.css", "components/forms.css")

Files = dict[str, bytes]


def page_files(edition: Edition) -> Files:
    """Name within the folder → content."""
    files: Files = {FIRST: _html("index", {"edition": edition})}
    for number, (before, lesson, after) in enumerate(edition.neighbours(), 1):
        context = {"edition": edition, "lesson": lesson, "before": before, "after": after, "number": number}
        files[f"{lesson.name}.html"] = _html("lesson", context)
    return files | {STYLE: _style(), SCRIPT: own_file("edition.js")} | dict(edition.pictures)


def own_file(name: str) -> bytes:
    return (_FILES / name).read_bytes()


def _html(name: str, context: dict[str, object]) -> bytes:
    return render_to_string(f"courses/editions/{name}.html", context).lstrip().encode()


def _style() -> bytes:
    sources = [str(loader.get_template(name).template.source) for name in _LOOK]  # type: ignore[attr-defined]
    printed = str(loader.get_template("print.css").template.source)  # type: ignore[attr-defined]
    return "\n".join([*sources, own_file("edition.css").decode(), printed]).encode()
