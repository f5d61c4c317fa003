"""Everything a fresh or updated installation needs before it serves. Idempotent; says what it does.

Production runs it after each update (docs/operations.md); `manage.py up` runs it when something changed.
"""

from __future__ import annotations

import gc
import io
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation.reloader import translation_file_changed

from accounts.models import User
from courses.management.commands.load_curriculum import left_out, packs_in
from courses.packs.load import is_loaded, load_pack
from courses.packs.load_tests import load_tests
from courses.packs.outcome import CourseDeletedHere
from courses.packs.problems import PackRefused
from lms.bootstrap.environment import Stop
from lms.bootstrap.player import fetch_core
from lms.catalogues import compile_catalogues
from lms.demo.city import has_real_people, is_demo_loaded
from lms.fonts import JAVANESE, FontRefused, fetch_font


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A first migration or load makes millions of objects, and looking through them is a fifth of its time.

    Not at all would be fastest, and would need 1 GB where this needs a quarter of it.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class Command(BaseCommand):
    help = "Catalogues, database, static files, fonts, courses and (unless --no-demo) the invented city."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if compile_catalogues(settings.LOCALE_PATHS):  # Django has looked for the words of its models before
            translation_file_changed(None, Path("django.mo"))
        if options["no_demo"]:
            _refuse_demo_people()
        self._say(_("Database"))
        with _collecting_seldom():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("certificate_keys", verbosity=0, stdout=io.StringIO())
        self._say(_("Styles and scripts"))
        call_command("collectstatic", verbosity=0, interactive=False)
        self._fetch_player()
        self._fetch_fonts()
        self._say(_("Content types of H5P"))
        call_command("h5p_types", verbosity=0)
        with _collecting_seldom():
            self._load_courses()
        if not options["no_demo"] and not is_demo_loaded():
            self._load_demo()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _load_demo(self) -> None:
        if has_real_people():
            self._say(_("Real people have accounts here, so the invented city is left out."))
            return
        self._say(_("Invented city and people"))
        call_command("demo", verbosity=0)

    def _fetch_player(self) -> None:
        try:
            fetch_core(settings.H5P_CORE, say=self._say)
        except Stop as stop:  # the site works without
            self.stderr.write(str(stop))

    def _fetch_fonts(self) -> None:
        self._say(_("Fonts for certificates"))
        try:
            fetch_font(JAVANESE, Path(settings.DATA_DIR) / "fonts")
        except (OSError, FontRefused) as problem:
            self.stderr.write(
                _("The font for Javanese script could not be fetched (%(problem)s). Everything else works.")
                % {"problem": problem}
            )

    def _load_courses(self) -> None:
        for folder in packs_in(settings.BASE_DIR / "curriculum"):
            if is_loaded(folder):
                continue
            self._say(_("Course %(name)s") % {"name": folder.name})
            try:
                done = load_pack(folder, at=timezone.now())
            except PackRefused as refused:
                raise CommandError("\n".join(problem.text(_) for problem in refused.problems)) from refused
            except CourseDeletedHere:
                continue  # this city has taken the course away, and it stays away
            for item in done.conflicts:
                self.stderr.write(
                    _("%(item)s was edited here and stays as it is. To take the pack's version: --take %(item)s")
                    % {"item": item}
                )
        try:
            tests = load_tests(settings.BASE_DIR / "curriculum", at=timezone.now())
        except PackRefused as refused:
            raise CommandError("\n".join(problem.text(_) for problem in refused.problems)) from refused
        for line in left_out(tests) if tests else ():
            self.stderr.write(line)


def _refuse_demo_people() -> None:
    """Their passwords are public: a place meant for real people must not keep them without a word. Changes nothing."""
    if User._meta.db_table in connection.introspection.table_names() and is_demo_loaded():
        raise CommandError(
            _(
                "Invented people with public passwords have accounts here, so this is no place for real people. "
                "Take an empty one: python3 manage.py up --no-demo --data-dir FOLDER (or another DATABASE_URL)."
            )
        )
