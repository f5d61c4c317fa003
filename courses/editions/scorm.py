"""The pages of an edition as a SCORM 1.2 package: the same pages in a frame that reports to a learning system."""

from __future__ import annotations

import json

from django.template.loader import render_to_string

from courses.editions.manifest import NAME, manifest_xml
from courses.editions.model import Edition
from courses.editions.pages import Files, own_file, page_files

LAUNCH, RUNTIME = "main.html", "scorm.js"
MOST_SUSPENDED = 4096  # characters of cmi.suspend_data (SCORM 1.2 RTE 3.4.4); ours needs one a page and a question
_AROUND = 8


class TooLong(ValueError):
    """More pages and questions than the standard lets a package remember."""


def scorm_files(edition: Edition) -> Files:
    """Raises TooLong."""
    marked = _marked(edition)
    if len(edition.lessons) + len(marked) + _AROUND > MOST_SUSPENDED:
        raise TooLong
    context = {"edition": edition, "pages": json.dumps([lesson.name for lesson in edition.lessons])}
    player = render_to_string("courses/editions/player.html", context | {"questions": json.dumps(marked)})
    files = page_files(edition) | {LAUNCH: player.lstrip().encode(), RUNTIME: own_file("scorm.js")}
    manifest = manifest_xml(
        key=edition.key,
        title=edition.title,
        launch=LAUNCH,
        files=files,
        mastery=edition.pass_percent if marked else None,
    )
    return files | {NAME: manifest}


def _marked(edition: Edition) -> list[int]:
    """Numbers of the questions that earn something."""
    asked = (question for module in edition.modules for question in module.questions)
    return [question.number for question in asked if question.is_scored]
