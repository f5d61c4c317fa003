"""Check course packs, or what this site has published; see docs/course-packs.md."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.domain.quality import site_findings
from courses.management.commands.load_curriculum import packs_in
from courses.packs.check import check_pack
from courses.packs.model import Pack
from courses.packs.parity import check_translation
from courses.packs.problems import PackRefused, Problem
from courses.packs.read import read_pack
from courses.packs.track_tests import read_tests


class Command(BaseCommand):
    help = (
        "Check course packs: curriculum check [FOLDER …]. With --site: the published courses. Ends with 1 on findings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="Examine language, pattern, minutes, weight, links, numbers.")
        check.add_argument("folders", nargs="*", type=Path, help="Pack folders; without any, all in curriculum/.")
        check.add_argument("--site", action="store_true", help="Examine what is published here instead of packs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, which ends with 1, when anything is found."""
        today = timezone.localdate()
        if options["site"]:
            found = self._site(today)
        else:
            folders = options["folders"] or packs_in(settings.BASE_DIR / "curriculum")
            found = sum(self._pack(folder, today) for folder in folders)
            found += 0 if options["folders"] else self._tests(settings.BASE_DIR / "curriculum")
        if found:
            raise CommandError(_("Found: %(count)s. Mend them, or explain a word under “istilah”.") % {"count": found})

    def _pack(self, folder: Path, today: date) -> int:
        if not folder.is_dir():
            raise CommandError(_("There is no folder “%(folder)s”.") % {"folder": folder})
        problems: list[Problem]
        try:
            pack = read_pack(folder)
        except PackRefused as refused:
            problems = refused.problems
            self.stdout.write(_("“%(pack)s” cannot be loaded; problems: %(count)s.") % _told(folder.name, problems))
        else:
            problems = [*check_pack(pack, on=today, folder=folder), *self._beside_the_original(pack, folder)]
            self.stdout.write(_("“%(pack)s” is whole; hints: %(count)s.") % _told(pack.title, problems))
        for problem in problems:
            self.stdout.write(f"  {problem.text(_)}")
        return len(problems)

    def _beside_the_original(self, pack: Pack, folder: Path) -> list[Problem]:
        """The original is looked for in the folders beside; where it is not, nothing is compared."""
        if not pack.is_translation:
            return []
        for other in packs_in(folder.resolve().parent):
            with suppress(PackRefused):
                original = read_pack(other)
                if original.name == pack.id:
                    return check_translation(pack, original)
        return []

    def _tests(self, folder: Path) -> int:
        """Of the learning paths; whether the banks hold enough is seen when they are loaded."""
        try:
            read_tests(folder)
        except PackRefused as refused:
            for problem in refused.problems:
                self.stdout.write(f"  {problem.text(_)}")
            return len(refused.problems)
        return 0

    def _site(self, today: date) -> int:
        count = 0
        for finding in site_findings(on=today):
            self.stdout.write(f"  {finding.text(_)}")
            count += 1
        self.stdout.write(_("Published courses and questions; hints: %(count)s.") % {"count": count})
        return count


def _told(pack: str, problems: list[Problem]) -> dict[str, object]:
    return {"pack": pack, "count": len(problems)}
