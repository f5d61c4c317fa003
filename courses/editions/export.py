"""One course in one of its editions, as the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import translation

from courses.editions.archive import zipped
from courses.editions.booklet import booklet_pdf
from courses.editions.gather import edition_of
from courses.editions.model import Edition
from courses.editions.pages import page_files
from courses.editions.scorm import scorm_files
from courses.models import CoursePage


@dataclass(frozen=True)
class Form:
    """``ending``: behind the course's name in the file's name."""

    make: Callable[[Edition], bytes]
    ending: str
    media_type: str


FORMS = {
    "halaman": Form(lambda edition: zipped(page_files(edition)), "halaman.zip", "application/zip"),
    "scorm": Form(lambda edition: zipped(scorm_files(edition)), "scorm12.zip", "application/zip"),
    "buklet": Form(booklet_pdf, "buklet.pdf", "application/pdf"),
}


@dataclass(frozen=True)
class Exported:
    name: str
    content: bytes
    media_type: str


def export_course(course: CoursePage, form: str, *, day: date) -> Exported:
    """In the course's language, whoever asks. Raises NothingToExport, TooLong; KeyError for another form."""
    chosen = FORMS[form]
    with translation.override(course.locale.language_code):
        edition = edition_of(course, day=day)
        return Exported(f"{edition.name}-{chosen.ending}", chosen.make(edition), chosen.media_type)


def write_course(course: CoursePage, form: str, target: Path, *, day: date) -> Path:
    """Into this file, or by its own name into this folder. The file is whole or not there.

    Raises OSError, and what export_course raises.
    """
    made = export_course(course, form, day=day)
    path = target / made.name if target.is_dir() else target
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(made.content)
    part.replace(path)
    return path
