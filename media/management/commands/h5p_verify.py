"""Whether the files of all installed H5P libraries still are what was installed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from media.h5p.libraries import verify
from media.h5p.models import H5PLibrary


class Command(BaseCommand):
    help = "Compare the files of H5P libraries with their sums. Exit status 1: some are changed, missing or new."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        damages = [f"{damage.library.folder}/{damage.path}: {damage.what}" for damage in verify()]
        if damages:
            raise CommandError("\n".join(damages))
        self.stdout.write(str(H5PLibrary.objects.count()))
