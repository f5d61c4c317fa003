"""A course as a booklet to print; see docs/editions.md."""

from courses.editions.command import EditionCommand


class Command(EditionCommand):
    help = "Write a course as a PDF booklet to print; see docs/editions.md."
    form = "buklet"
