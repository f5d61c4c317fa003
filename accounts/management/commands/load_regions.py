"""Load regions from a CSV; see docs/operations.md."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.regions import RegionsRefused, load_regions


class Command(BaseCommand):
    help = "Load regions (columns kode, nama, kode_bps, jumlah_satuan) from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(_("There is no file “%(file)s”.") % {"file": options["file"]})
        try:
            loaded = load_regions(options["file"].read_bytes())
        except RegionsRefused as refused:
            lines = "\n  ".join(problem.text(_) for problem in refused.problems)
            raise CommandError(_("Nothing was loaded:") + f"\n  {lines}") from refused
        counts = {"made": loaded.made, "changed": loaded.changed, "unchanged": loaded.unchanged, "units": loaded.units}
        self.stdout.write(
            _("Regions: new %(made)s, changed %(changed)s, unchanged %(unchanged)s; units: %(units)s.") % counts
        )
