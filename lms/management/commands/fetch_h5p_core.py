"""The core that H5P contents need, fetched by hash. `prepare` does the same; this says more clearly when it fails."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.bootstrap.environment import Stop
from lms.bootstrap.player import fetch_core


class Command(BaseCommand):
    help = "Fetch the core of the H5P player into H5P_CORE, unless it is there."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fetch_core(settings.H5P_CORE, say=self.stdout.write)
        except Stop as stop:
            raise CommandError(str(stop)) from stop
        self.stdout.write(f"✓ {settings.H5P_CORE}")
