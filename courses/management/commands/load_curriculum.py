"""Load course packs; see docs/course-packs.md."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.packs.load import is_loaded, load_pack
from courses.packs.load_tests import LoadedTests, load_tests
from courses.packs.model import MAIN_LANGUAGE
from courses.packs.outcome import CourseDeletedHere, Loaded
from courses.packs.problems import PackRefused
from courses.packs.track_tests import FILE


class Command(BaseCommand):
    help = "Load course packs from curriculum/; “curriculum check” only looks at them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, help="Pack folders; without any, all in curriculum/.")
        parser.add_argument(
            "--take", nargs="+", default=[], metavar="ITEM", help="Items whose local edits give way to the pack."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folders = options["folders"] or packs_in(settings.BASE_DIR / "curriculum")
        for folder in folders:
            if not folder.is_dir():
                raise CommandError(_("There is no folder “%(folder)s”.") % {"folder": folder})
            try:
                self._load(folder, options["take"])
            except PackRefused as refused:
                lines = "\n".join(f"  {problem.text(_)}" for problem in refused.problems)
                raise CommandError(
                    _("The pack “%(pack)s” was refused; nothing of it was loaded:") % {"pack": folder.name}
                    + f"\n{lines}"
                ) from refused
            except CourseDeletedHere as gone:
                raise CommandError(
                    _("The course of the pack “%(pack)s” was deleted on this site. To bring it back: --take all")
                    % {"pack": gone}
                ) from gone
        if not options["folders"]:
            self._tests(settings.BASE_DIR / "curriculum")

    def _tests(self, folder: Path) -> None:
        """After the packs, whose questions they draw."""
        try:
            done = load_tests(folder, at=timezone.now())
        except PackRefused as refused:
            lines = "\n".join(f"  {problem.text(_)}" for problem in refused.problems)
            raise CommandError(_("The tests in %(file)s were refused:") % {"file": FILE} + f"\n{lines}") from refused
        if done is None:
            self.stdout.write(_("The tests of the learning paths are loaded already."))
            return
        counts = {"made": done.made, "updated": done.updated, "unchanged": done.unchanged}
        self.stdout.write(
            _("Tests of the learning paths: new %(made)s, updated %(updated)s, unchanged %(unchanged)s.") % counts
        )
        for line in left_out(done):
            self.stdout.write(f"  {line}")

    def _load(self, folder: Path, take: list[str]) -> None:
        if not take and is_loaded(folder):
            self.stdout.write(_("“%(pack)s” is loaded already.") % {"pack": folder.name})
            return
        self._tell(load_pack(folder, at=timezone.now(), take=take, say=self.stdout.write))

    def _tell(self, done: Loaded) -> None:
        counts = {"pack": done.pack, "made": done.made, "updated": done.updated, "unchanged": done.unchanged}
        self.stdout.write(_("“%(pack)s”: new %(made)s, updated %(updated)s, unchanged %(unchanged)s.") % counts)
        for item in done.conflicts:
            self.stdout.write(
                "  "
                + _("%(item)s was edited here and stays as it is. To take the pack's version: --take %(item)s")
                % {"item": item}
            )
        for item in done.gone:
            self.stdout.write("  " + _("%(item)s is no longer in the pack and stays as it is.") % {"item": item})


def left_out(done: LoadedTests) -> Iterator[str]:
    """What was not loaded, and why, in words."""
    for item in done.conflicts:
        yield _("%(item)s was edited here and stays as it is.") % {"item": item}
    for item, courses in done.missing.items():
        yield _("%(item)s is left out, because these courses are not here: %(courses)s.") % {
            "item": item,
            "courses": ", ".join(courses),
        }
    for item, cells in done.too_few.items():
        yield _("%(item)s is left out, because the bank has too few questions: %(cells)s.") % {
            "item": item,
            "cells": "; ".join(cells),
        }


def packs_in(folder: Path) -> list[Path]:
    """Pack folders, those that others name as prerequisite first (by name: a1 before b1), translations last."""
    found = sorted(path.parent for path in folder.glob("*/course.yaml"))
    return sorted(found, key=_is_translation)


def _is_translation(folder: Path) -> bool:
    """By one line: a file that cannot be read is told when it is loaded."""
    said = re.search(rb"^bahasa:[ \t]*[\"']?(\w+)", (folder / "course.yaml").read_bytes(), re.MULTILINE)
    return said is not None and said[1] != MAIN_LANGUAGE.encode()
