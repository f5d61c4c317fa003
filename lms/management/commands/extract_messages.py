"""Bring lms/locale up to date with the strings in code and templates (a developer's tool, needs Babel)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.extraction import update_catalogue


class Command(BaseCommand):
    help = "Add new strings to the Indonesian catalogue and drop those nobody uses; report what has no translation."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        missing = update_catalogue()
        for entry in missing:
            self.stdout.write(f"{entry.occurrences[0][0] if entry.occurrences else '?'}: {entry.msgid!r}")
        self.stdout.write(f"{len(missing)} without a translation")
