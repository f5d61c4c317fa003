"""Write a course as a signed pack; see docs/course-packs.md."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.domain.sending import NotReady, export_course
from courses.models import CoursePage


class Command(BaseCommand):
    help = "Write a course (id of its pack, or its name in addresses) as a signed pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="Id of the pack, or the course's name in addresses.")
        parser.add_argument("file", type=Path, help="The file to write, or the folder to put it into.")
        parser.add_argument("--licence", default="", help="Of a course that was written here.")

    def handle(self, *args: Any, **options: Any) -> None:
        name, target = options["course"], options["file"]
        course = CoursePage.objects.filter(Q(pack=name) | Q(slug=name)).order_by("pk").first()
        if course is None:
            raise CommandError(_("There is no course “%(course)s”.") % {"course": name})
        try:
            sent = export_course(course, by="system", at=timezone.now(), licence=options["licence"])
        except NotReady as reason:
            problems = [*(one.problem for one in reason.missing), *reason.problems]
            lines = "\n".join(f"  {problem.text(_)}" for problem in problems)
            raise CommandError(_("The course cannot go out yet:") + f"\n{lines}") from reason
        path = target / sent.name if target.is_dir() else target
        path.write_bytes(sent.content)
        self.stdout.write(
            _("“%(title)s”, version %(version)s: %(path)s")
            % {"title": sent.pack.title, "version": sent.pack.version, "path": path}
        )
        for problem in sent.lost:
            self.stdout.write("  " + _("Does not travel: %(what)s") % {"what": problem.text(_)})
