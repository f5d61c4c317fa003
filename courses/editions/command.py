"""What the three commands that write an edition have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.words import file_size
from courses.editions.export import write_course
from courses.editions.gather import NothingToExport
from courses.editions.scorm import TooLong
from courses.models import CoursePage


class EditionCommand(BaseCommand):
    form: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="Id of its pack (a1), or the last part of its address (mulai-dari-hp).")
        parser.add_argument("file", type=Path, help="The file to write, or the folder to put it into.")

    def handle(self, *args: Any, **options: Any) -> None:
        course, path = self._course(options["course"]), options["file"]
        try:
            path = write_course(course, self.form, path, day=timezone.localdate())
        except NothingToExport as nothing:
            text = _("“%(course)s” is not published, or has no lesson outside its quizzes.")
            raise CommandError(text % {"course": course}) from nothing
        except TooLong as long:
            raise CommandError(_("“%(course)s” has too many pages for SCORM 1.2.") % {"course": course}) from long
        except OSError as error:
            text = _("The file %(file)s could not be written: %(reason)s")
            raise CommandError(text % {"file": path, "reason": error.strerror}) from error
        self.stdout.write(f"{path} · {file_size(path.stat().st_size)}")

    def _course(self, name: str) -> CoursePage:
        found = CoursePage.objects.filter(pack=name).first() or CoursePage.objects.filter(slug=name).first()
        if found is None:
            known = ", ".join(course.pack or course.slug for course in CoursePage.objects.live().order_by("path"))
            raise CommandError(
                _("There is no course “%(course)s”. Courses here: %(known)s") % {"course": name, "known": known}
            )
        return found
