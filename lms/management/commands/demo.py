"""Load the invented city, or bring its people back to a known state."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.demo.city import has_real_people
from lms.demo.stages import STAGES, make_demo


class Command(BaseCommand):
    help = "Invented city and people; --stage brings them back to a known state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", choices=sorted(STAGES), default="learning")

    def handle(self, *args: Any, **options: Any) -> None:
        if has_real_people():
            raise CommandError(_("Real people have accounts here; the demo is not mixed with them."))
        make_demo(options["stage"], at=timezone.now())
        self.stdout.write(_("The demo is at the stage “%(stage)s”.") % {"stage": options["stage"]})
