"""A course as a SCORM 1.2 package; see docs/editions.md."""

from courses.editions.command import EditionCommand


class Command(EditionCommand):
    help = "Write a course as a SCORM 1.2 package; see docs/editions.md."
    form = "scorm"
