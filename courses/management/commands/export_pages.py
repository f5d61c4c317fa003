"""A course as plain pages; see docs/editions.md."""

from courses.editions.command import EditionCommand


class Command(EditionCommand):
    help = "Write a course as plain pages that open from a folder; see docs/editions.md."
    form = "halaman"
