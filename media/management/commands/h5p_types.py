"""Install our own H5P content types, or what changed of them. Quick when nothing did; `prepare` calls it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from media.h5p.shipped import install_own_types


class Command(BaseCommand):
    help = "Install the content types of h5p-types/ as far as they are new or changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        done = install_own_types(at=timezone.now())
        for row in (*done.new, *done.patched):
            if options["verbosity"]:
                self.stdout.write(f"{row.name}.{row.patch} {row.sha256}")
