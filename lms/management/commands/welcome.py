"""What whoever has just started the server needs to know: demo sign-ins, or the way to the first administrator."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.demo import DEMO_CODE, is_only_here
from accounts.domain.setup import is_set_up, make_setup_token
from lms.demo.city import is_demo_loaded
from lms.demo.people import PASSWORD, PEOPLE, PIN


class Command(BaseCommand):
    help = "Print demo sign-ins or the one-time set-up link."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        base = settings.PUBLIC_URL or f"http://localhost:{options['port']}"
        if not is_set_up():
            link = base + reverse("first_setup", args=[make_setup_token(at=timezone.now())])
            self.stdout.write(
                "  " + _("Set up the first administrator (works once, for 24 hours):") + f"\n    {link}\n"
            )
        elif is_demo_loaded():
            self.stdout.write("  " + _("Demo sign-ins (all invented):"))
            for person in PEOPLE:
                secret = PASSWORD if person.staff else PIN
                self.stdout.write(f"    {person.username:<12} {secret:<18} {person.says}")
            if is_only_here():
                self.stdout.write(
                    "  "
                    + _("Second step for the staff of the demo, on this computer only: %(code)s") % {"code": DEMO_CODE}
                    + "\n"
                )
            else:
                self.stdout.write(
                    "  " + _("The demo's staff can sign in only when the server runs without --host.") + "\n"
                )
        if not settings.PUBLIC_URL:
            self.stdout.write("  " + _("Without PUBLIC_URL certificates are marked CONTOH and carry no QR."))
